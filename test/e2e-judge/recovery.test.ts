import { reigns, wholeFrom } from '../e2e/postgres/judge/recovery';
import type { Member, Sighting } from '../e2e/postgres/load/report';

const leader = (name: string, timeline = 1): Member => ({ name, role: 'leader', state: 'running', timeline });
const replica = (name: string, more: Partial<Member> = {}): Member => ({
  ...{ name, role: 'quorum_standby', state: 'streaming', timeline: 1 },
  ...more,
});
const WHOLE: readonly Member[] = [leader('p-0'), replica('p-1'), replica('p-2')];
const at = (moment: number, members: readonly Member[]): Sighting => ({ at: moment, members });

test('a cluster that was never broken is whole from the first look on', () => {
  expect(wholeFrom([at(5, WHOLE)], 3)).toBe(5);
});

test('it is whole from when all were back for good', () => {
  const broken = WHOLE.slice(0, 2);
  const sightings = [at(0, WHOLE), at(10, broken), at(20, WHOLE), at(30, broken), at(40, WHOLE)];
  expect(wholeFrom(sightings, 3)).toBe(40);
});

test('a change of hands while all are there does not count as broken', () => {
  const after = [replica('p-0', { timeline: 2 }), leader('p-1', 2), replica('p-2', { timeline: 2 })];
  expect(wholeFrom([at(0, WHOLE), at(10, WHOLE.slice(1)), at(20, WHOLE), at(30, after)], 3)).toBe(20);
});

test.each<[string, readonly Member[]]>([
  ['a member is away', WHOLE.slice(0, 2)],
  ['there is one too many', [...WHOLE, replica('p-3')]],
  ['nobody leads', WHOLE.map(({ name }) => replica(name))],
  ['two lead', [leader('p-0'), leader('p-1'), replica('p-2')]],
  ['the leader does not run', [{ ...leader('p-0'), state: 'starting' }, replica('p-1'), replica('p-2')]],
  ['a replica only runs, without its stream', [leader('p-0'), replica('p-1', { state: 'running' }), replica('p-2')]],
  ['a replica has stayed on the old timeline', [leader('p-0', 2), replica('p-1', { timeline: 2 }), replica('p-2')]],
  ['nobody could be asked', []],
])('it never came back when at the end %s', (_, members) => {
  expect(wholeFrom([at(0, WHOLE), at(10, members)], 3)).toBeUndefined();
  expect(wholeFrom([at(0, WHOLE), at(10, members), at(20, WHOLE)], 3)).toBe(20);
});

test('where nobody ever looked, nobody came back', () => {
  expect(wholeFrom([], 3)).toBeUndefined();
});

test('each who led is told once, from when on', () => {
  const led = (name: string) => [leader(name), replica('other')];
  const sightings = [at(0, led('p-0')), at(5, [leader('p-0')]), at(10, led('p-1')), at(20, led('p-0'))];
  expect(reigns(sightings)).toEqual([
    { leader: 'p-0', from: 0 },
    { leader: 'p-1', from: 10 },
    { leader: 'p-0', from: 20 },
  ]);
});

test('a time without a leader does not end a reign', () => {
  const sightings = [at(0, WHOLE), at(10, []), at(20, [replica('p-0')]), at(30, WHOLE)];
  expect(reigns(sightings)).toEqual([{ leader: 'p-0', from: 0 }]);
});
