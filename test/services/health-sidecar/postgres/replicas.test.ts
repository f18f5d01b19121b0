import * as fc from 'fast-check';
import { replicaAnswer } from '../../../../services/health-contract/src';
import type { Member, Seen } from '../../../../services/health-sidecar/src/postgres/member';
import { clusterSamples } from '../../../../services/health-sidecar/src/postgres/member-samples';
import { clusterOf, healthOf, primariesOf } from '../../../../services/health-sidecar/src/postgres/replicas';

/** All that may be NULL is. */
const EMPTY: Seen = {
  in_recovery: true,
  current_lsn: null,
  receive_lsn: null,
  replay_lsn: null,
  replay_age: null,
  replay_paused: null,
  senders: [],
  receiver: null,
  max_connections: 100,
  connections: null,
  lock_waits: null,
  oldest_transaction: null,
  database_size: null,
  blocks_hit: null,
  blocks_read: null,
  commits: null,
  rollbacks: null,
  deadlocks: null,
};

const member = (name: string, seen: Partial<Seen>): Member => ({
  name,
  seen: { ...EMPTY, ...seen },
  latencySeconds: 0.001,
});
const away = (name: string): Member => ({ name, seen: undefined, kind: 'away', reason: 'it does not answer in time' });

const sender = (more: Partial<Seen['senders'][number]> = {}) => ({
  name: 'b',
  state: 'streaming',
  sync_state: 'async',
  replay_lsn: 1000,
  replay_lag: null,
  ...more,
});
const primary = (more: Partial<Seen> = {}) =>
  member('a', { in_recovery: false, current_lsn: 1000, senders: [sender()], ...more });
const receives = { status: 'streaming', last_message_age: 1 };
const replica = (more: Partial<Seen> = {}) => member('b', { replay_lsn: 1000, receiver: receives, ...more });

const only = (first: Member, second: Member, maxLagSeconds = 5) =>
  clusterOf([first, second], [{ at: 0, lsn: 1000 }], maxLagSeconds).replicas.find(({ name }) => name === 'b');

const table: readonly (readonly [string, Member, Member, string, number | null, number | null])[] = [
  [
    'has everything, though its last transaction is of yesterday',
    primary(),
    replica({ replay_age: 86_400 }),
    'streaming',
    0,
    0,
  ],
  ['is a little behind', primary(), replica({ replay_lsn: 900, replay_age: 2 }), 'streaming', 2, 100],
  ['is ahead of what the primary said a moment before', primary(), replica({ replay_lsn: 1100 }), 'streaming', 0, 0],
  ['is far behind', primary(), replica({ replay_lsn: 900, replay_age: 5.1 }), 'lagging', 5.1, 100],
  [
    'catches up',
    primary({ senders: [sender({ state: 'catchup' })] }),
    replica({ replay_lsn: 0, replay_age: 99 }),
    'catching_up',
    99,
    1000,
  ],
  ['is behind by nobody knows how long', primary(), replica({ replay_lsn: 900 }), 'unknown', null, 100],
  [
    'says of itself only that it receives',
    primary({ senders: [sender({ replay_lsn: null })] }),
    replica({ replay_lsn: null }),
    'unknown',
    null,
    null,
  ],
  [
    'says nothing of what it has replayed, and the primary does',
    primary(),
    replica({ replay_lsn: null }),
    'streaming',
    0,
    0,
  ],
  ['has no receiver', primary(), replica({ receiver: null, replay_age: 3 }), 'disconnected', 0, 0],
  [
    'waits for its receiver',
    primary(),
    replica({ receiver: { status: 'waiting', last_message_age: null } }),
    'disconnected',
    0,
    0,
  ],
  ['hides its receiver', primary(), replica({ receiver: { status: null, last_message_age: null } }), 'unknown', 0, 0],
  ['believes that it receives, and nobody sends', primary({ senders: [] }), replica(), 'disconnected', 0, 0],
  ['is sent to by somebody who hides how', primary({ senders: [sender({ state: null })] }), replica(), 'unknown', 0, 0],
  ['is being sent a copy', primary({ senders: [sender({ state: 'startup' })] }), replica(), 'disconnected', 0, 0],
  ['is away, whatever the primary still believes', primary(), away('b'), 'missing', null, null],
  [
    'refuses the login',
    primary(),
    { name: 'b', seen: undefined, kind: 'refused', reason: 'it refused the login' },
    'unknown',
    null,
    null,
  ],
  ['has no primary', away('a'), replica(), 'unknown', null, null],
  ['has a primary that hides its position', primary({ current_lsn: null }), replica(), 'unknown', null, null],
];

test.each(table)('a replica that %s', (_, first, second, status, seconds, bytes) => {
  expect(only(first, second)).toMatchObject({ status, lag_seconds: seconds, lag_bytes: bytes });
});

test('a replica of a replica is told apart from one to which nobody sends', () => {
  const members = [
    primary(),
    replica({ senders: [sender({ name: 'c' })] }),
    member('c', { replay_lsn: 1000, receiver: receives }),
  ];
  const { replicas } = clusterOf(members, [{ at: 0, lsn: 1000 }], 5);
  expect(replicas.map(({ name, status }) => [name, status])).toEqual([
    ['b', 'streaming'],
    ['c', 'streaming'],
  ]);
});

const whole: readonly (readonly [string, readonly Member[], string, string | undefined])[] = [
  ['a primary with its replica', [primary(), replica()], 'ok', undefined],
  ['a primary alone', [primary()], 'ok', undefined],
  ['no primary', [away('a'), replica()], 'down', 'no member takes writes; a: it does not answer in time'],
  ['two primaries', [primary(), member('b', { in_recovery: false })], 'down', 'several take writes: a, b'],
  ['a replica that is away', [primary(), away('b')], 'degraded', 'b is missing: it does not answer in time'],
  [
    'a replica that lags',
    [primary(), replica({ replay_lsn: 0, replay_age: 9 })],
    'degraded',
    'b is lagging: it is more than 5 s behind',
  ],
  [
    'a replica of which nothing is known',
    [primary(), replica({ receiver: { status: null, last_message_age: null } })],
    'degraded',
    'b is unknown: the role may not see what it receives',
  ],
];

test.each(whole)('%s', (_, members, status, reason) => {
  expect(healthOf(clusterOf(members, [{ at: 0, lsn: 1000 }], 5))).toEqual({ status, reason });
});

test('with two primaries nothing is said of how far the others are behind', () => {
  const members = [primary(), member('c', { in_recovery: false, current_lsn: 5 }), replica()];
  expect(clusterOf(members, [], 5)).toMatchObject({
    primary: undefined,
    primaries: ['a', 'c'],
    replicas: [{ name: 'b', status: 'unknown', lag_seconds: null, lag_bytes: null }],
  });
});

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const lsn = maybe(fc.nat(3000));
const seconds = maybe(fc.double({ min: -1, max: 1e5, noNaN: true }));
const name = fc.constantFrom('a', 'b', 'c');
const state = maybe(fc.constantFrom('startup', 'catchup', 'streaming', 'backup', 'stopping'));
const someSeen: fc.Arbitrary<Seen> = fc.record({
  in_recovery: fc.boolean(),
  current_lsn: lsn,
  receive_lsn: lsn,
  replay_lsn: lsn,
  replay_age: seconds,
  replay_paused: maybe(fc.boolean()),
  senders: fc.array(
    fc.record({
      name: maybe(name),
      state,
      sync_state: maybe(fc.constant('async')),
      replay_lsn: lsn,
      replay_lag: seconds,
    }),
    { maxLength: 3 },
  ),
  receiver: maybe(
    fc.record({ status: maybe(fc.constantFrom('streaming', 'waiting', 'starting')), last_message_age: seconds }),
  ),
  max_connections: fc.nat(),
  connections: maybe(fc.dictionary(fc.constantFrom('active', 'idle', 'unknown'), fc.nat())),
  lock_waits: maybe(fc.nat()),
  oldest_transaction: seconds,
  database_size: maybe(fc.nat()),
  blocks_hit: maybe(fc.nat()),
  blocks_read: maybe(fc.nat()),
  commits: maybe(fc.nat()),
  rollbacks: maybe(fc.nat()),
  deadlocks: maybe(fc.nat()),
});
const someMembers = fc
  .tuple(
    ...['a', 'b', 'c'].map((each) =>
      fc.option(someSeen, { nil: undefined }).map((seen) => (seen === undefined ? away(each) : member(each, seen))),
    ),
  )
  .map((all): readonly Member[] => all);

test('whatever is NULL: answers keep their shape, nothing unknown streams, and only a cluster in which all stream is ok', () => {
  fc.assert(
    fc.property(someMembers, (members) => {
      const end = primariesOf(members)[0]?.seen.current_lsn;
      const cluster = clusterOf(members, end == null ? [] : [{ at: 7, lsn: end }], 5);
      const health = healthOf(cluster);
      for (const each of cluster.replicas) {
        expect(replicaAnswer.safeParse(each).success).toBe(true);
        if (each.status !== 'streaming') continue;
        expect(each.lag_seconds).toBeLessThanOrEqual(5);
        expect(each.lag_bytes).not.toBeNull();
        expect(each.reason).toBeNull();
      }
      expect(cluster.replicas.length + cluster.primaries.length).toBe(3);
      expect(health.status === 'down').toBe(cluster.primaries.length !== 1);
      expect(health.status === 'ok').toBe(
        cluster.primary !== undefined && cluster.replicas.every(({ status }) => status === 'streaming'),
      );
      expect(health.status === 'ok').toBe(health.reason === undefined);
      const samples = clusterSamples(cluster);
      expect(samples.filter(({ value }) => !Number.isFinite(value))).toEqual([]);
      const lags = samples.filter(({ name: each }) => each === 'replication_lag_seconds');
      expect(lags).toHaveLength(cluster.replicas.filter((each) => each.lag_seconds !== null).length);
    }),
    { numRuns: 2000 },
  );
});

test('a member of which only that it answers is known has no number that says 0 instead', () => {
  const cluster = clusterOf([member('a', { in_recovery: false })], [], 5);
  const names: string[] = clusterSamples(cluster).map(({ name: each }) => each);
  expect(names).toEqual([
    'postgres_primaries',
    'postgres_replicas_expected',
    'postgres_replicas_streaming',
    'postgres_member_up',
    'postgres_member_primary',
    'postgres_connections_max',
  ]);
});
