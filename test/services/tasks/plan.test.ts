import type { Member, Reasons } from '../../../services/tasks/src/configure-postgres/patroni';
import { nextStep, type View } from '../../../services/tasks/src/configure-postgres/plan';

const member = (name: string, more: Partial<Member> = {}): Member => ({
  ...{ name, role: 'quorum_standby', state: 'streaming', url: `http://${name}:8008/patroni` },
  ...{ pendingRestart: false, priority: 100, ...more },
});
const LEADER = { role: 'leader', state: 'running' };
const PENDING = { pendingRestart: true };
const step = (members: readonly Member[], more: Partial<View> = {}) =>
  nextStep({ members, expected: 3, leaderReasons: {}, restarted: new Set(), ...more });
const three = (leader: Partial<Member> = {}, b: Partial<Member> = {}, c: Partial<Member> = {}) => [
  member('a', { ...LEADER, ...leader }),
  member('b', b),
  member('c', c),
];

test('a cluster in which nobody waits for a restart is done', () => {
  expect(step(three())).toEqual({ do: 'nothing' });
});
test('replicas restart before the leader, one at a time', () => {
  expect(step(three(PENDING, PENDING, PENDING))).toMatchObject({ do: 'restart', member: { name: 'b' } });
});
test('the leader goes last, by a hand-over', () => {
  expect(step(three(PENDING))).toMatchObject({
    do: 'switchover',
    leader: { name: 'a' },
    candidate: { name: expect.stringMatching(/[bc]/) as string },
  });
});
test('the one that takes over is synchronous if there is one, and of these the preferred', () => {
  const candidate = (b: Partial<Member>, c: Partial<Member>) => step(three(PENDING, b, c));
  expect(candidate({ role: 'replica', priority: 200 }, {})).toMatchObject({ candidate: { name: 'c' } });
  expect(candidate({ priority: 98 }, { priority: 99 })).toMatchObject({ candidate: { name: 'c' } });
});
test('one that must not lead takes nothing over', () => {
  expect(step(three(PENDING, { priority: 0 }, { priority: 0 }))).toMatchObject({
    do: 'restart',
    member: { name: 'a' },
  });
});
test('a leader without replicas restarts where it is', () => {
  expect(step([member('a', { ...LEADER, ...PENDING })], { expected: 1 })).toMatchObject({
    do: 'restart',
    member: { name: 'a' },
  });
});

describe('a setting of which a replica must not have less than its primary', () => {
  const lower: Reasons = { max_connections: { old_value: '140', new_value: '120' } };
  const higher: Reasons = { max_connections: { old_value: '120', new_value: '140' } };
  const all = three(PENDING, PENDING, PENDING);
  test('is lowered at the leader first', () => {
    expect(step(all, { leaderReasons: lower })).toMatchObject({ do: 'restart', member: { name: 'a' } });
  });
  test('is raised at the replicas first', () => {
    expect(step(all, { leaderReasons: higher })).toMatchObject({ do: 'restart', member: { name: 'b' } });
  });
  test('is no matter of others', () => {
    const others: Reasons = { shared_buffers: { old_value: '256MB', new_value: '128MB' } };
    expect(step(all, { leaderReasons: others })).toMatchObject({ do: 'restart', member: { name: 'b' } });
  });
});

describe('nothing is restarted', () => {
  test.each<[string, readonly Member[]]>([
    ['while there is no leader', [member('a', PENDING), member('b'), member('c')]],
    ['while a member is away', three(PENDING).slice(0, 2)],
    ['while one does not stream', three(PENDING, { state: 'starting' })],
    ['while the leader does not run', three({ ...PENDING, state: 'stopping' })],
  ])('%s', (_, members) => {
    expect(step(members)).toMatchObject({ do: 'wait' });
  });
});
test.each<[string, readonly Member[], string]>([
  ['a replica', three({}, PENDING), 'b'],
  ['the leader', three(PENDING), 'a'],
])('%s that still waits after a restart is not restarted again and again', (_, members, name) => {
  expect(step(members, { restarted: new Set([name]) })).toMatchObject({ do: 'give up' });
});
