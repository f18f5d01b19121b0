import type { Expected } from '../../../../services/health-sidecar/src/redis/judge';
import { judge } from '../../../../services/health-sidecar/src/redis/judge';
import { judgeView } from '../../../../services/health-sidecar/src/redis/judge-view';
import { but, seenOf, toldBy, WHOLE, type Written } from './written';

const EXPECTED: Expected = { shards: 3, replicasPerShard: 1 };
const of = (nodes: readonly Written[], expected: Expected | undefined = EXPECTED) => judge(seenOf(nodes), expected);
const gone = { answers: false } as const;

describe('each node was asked', () => {
  test.each<[string, readonly Written[], object]>([
    ['all is there', WHOLE, { status: 'ok' }],
    [
      'a master is gone, and its replica answers: its slots are not served',
      but({ '0-0': gone }),
      {
        status: 'down',
        reason: '5461 slots are not served: shop-redis-0-0 refuses connections',
        slots: { ok: 10_923 },
      },
    ],
    [
      'a master and its replica are gone',
      but({ '0-0': gone, '0-1': gone }),
      { status: 'down', slots: { assigned: 16_384, ok: 10_923 } },
    ],
    [
      'a master refuses queries, as it sees no majority',
      but({ '2-0': { state: 'fail' } }),
      {
        status: 'down',
        reason: '5461 slots are not served: shop-redis-2-0 refuses queries, as the cluster is down for it',
      },
    ],
    [
      'a slot has no owner',
      but({ '2-0': { slots: '10923-16382' } }),
      { status: 'down', reason: '1 slot is not served: 1 has no owner', slots: { assigned: 16_383, ok: 16_383 } },
    ],
    [
      'no slot has an owner',
      but({ '0-0': { slots: '' }, '1-0': { slots: '' }, '2-0': { slots: '' } }),
      { status: 'down' },
    ],
    [
      'a replica is gone',
      but({ '1-1': gone }),
      {
        status: 'degraded',
        reason: 'shop-redis-1-1 refuses connections, shop-redis-1-0 has 0 linked replicas instead of 1',
      },
    ],
    ['the link of a replica is down', but({ '1-1': { link: 'down' } }), { status: 'degraded' }],
    [
      'a replica sees no majority',
      but({ '1-1': { state: 'fail' } }),
      { status: 'degraded', reason: 'shop-redis-1-1 takes the cluster for down' },
    ],
    [
      'a replica follows another master than it should',
      but({ '1-1': { master: '0-0' } }),
      { status: 'degraded', reason: 'shop-redis-1-0 has 0 linked replicas instead of 1' },
    ],
    ['a replica was never there', WHOLE.slice(0, 5), { status: 'degraded' }],
    [
      'a node that is not wanted any more is gone',
      [...WHOLE, { name: '3-0', ...gone }, { name: '2-2', master: '2-0', ...gone }],
      { status: 'ok' },
    ],
    ['there is more than is wanted', [...WHOLE, { name: '2-2', master: '2-0' }], { status: 'ok' }],
  ])('%s', (_, nodes, expected) => {
    expect(of(nodes)).toMatchObject(expected);
  });

  test('without an expectation every node that is known has to answer', () => {
    const extra = [...WHOLE, { name: '3-0', ...gone }];
    expect(judge(seenOf(WHOLE), undefined).status).toBe('ok');
    expect(judge(seenOf(extra), undefined)).toMatchObject({
      ...{ status: 'degraded', reason: 'shop-redis-3-0 refuses connections' },
    });
  });

  test('a replica that took over counts, also while its old master, which was cut off, still claims the slots', () => {
    const after = but({ '0-0': { slots: '', master: '0-1' }, '0-1': { slots: '0-5460', master: undefined, epoch: 9 } });
    const before = but({ '0-1': { link: 'down' } });
    const judged = judge(
      seenOf(but({ '0-0': { slots: '0-5460', master: undefined } }, after), (name) =>
        name === '0-0' ? before : after,
      ),
      EXPECTED,
    );
    expect(judged.slots.ok).toBe(16_384);
    expect(judged.shards[0]).toMatchObject({ master: 'shop-redis-0-1', slots: [[0, 5460]] });
    // It does not follow yet.
    expect(judged).toMatchObject({ status: 'degraded' });
  });

  test('an owner that does not know of its slots does not serve them', () => {
    const stale = but({ '0-0': { slots: '0-5000' } });
    const judged = judge(
      seenOf(WHOLE, (name) => (name === '0-0' ? stale : WHOLE)),
      EXPECTED,
    );
    expect(judged).toMatchObject({
      status: 'down',
      reason: '460 slots are not served: shop-redis-0-0 does not take them for its own',
    });
  });

  test.each<[string, Readonly<Record<string, Partial<Written>>>, number | undefined]>([
    ['is what the master has and the replica has not', { '0-0': { offset: 150 } }, 50],
    ['is none when the replica was asked later', { '0-1': { offset: 150 } }, 0],
    ['is not known when the master is gone', { '0-0': gone }, undefined],
    ['is not known when the replica is gone', { '0-1': gone }, undefined],
    ['is not known between two histories', { '0-0': { history: 'other', offset: 150 } }, undefined],
  ])('lag %s', (_, changes, lag) => {
    const { members } = of(but(changes));
    expect(members.find(({ name }) => name === 'shop-redis-0-1')?.lagBytes).toBe(lag);
    expect(members.find(({ name }) => name === 'shop-redis-0-0')?.lagBytes).toBeUndefined();
  });

  test('of many faults the first few are told', () => {
    const { reason } = of(but({ '0-1': gone, '1-1': gone, '2-1': gone }));
    expect(reason).toMatch(/^(shop-redis-\d-1 refuses connections, ){3}3 more$/);
  });
});

describe('one node was asked', () => {
  const view = (nodes: readonly Written[], asked = '0-0', expected: Expected | undefined = EXPECTED) => {
    const node = nodes.find(({ name }) => name === asked);
    if (node === undefined) throw new Error(`there is no ${asked}`);
    return judgeView(toldBy(node, nodes), expected);
  };

  test.each<[string, readonly Written[], object]>([
    ['all is there', WHOLE, { status: 'ok', slots: { assigned: 16_384, ok: 16_384 } }],
    [
      'a master is gone for all',
      but({ '1-0': { flags: 'fail' } }),
      { status: 'down', reason: 'of 16384 slots 10922 are served: the owner of 5462 slots is gone' },
    ],
    [
      'a master may be gone',
      but({ '1-0': { flags: 'fail?' } }),
      { status: 'degraded', reason: 'the owner of 5462 slots may be gone', slots: { ok: 10_922 } },
    ],
    ['slots have no owner', but({ '1-0': { slots: '5461-10000' } }), { status: 'down' }],
    [
      'it is cut off',
      but({ '0-0': { state: 'fail' } }),
      { status: 'down', reason: 'of 16384 slots 16384 are served: it refuses queries' },
    ],
    [
      'a replica is gone for all',
      but({ '1-1': { flags: 'fail' } }),
      {
        status: 'degraded',
        reason: 'shop-redis-1-1 is gone for the others, shop-redis-1-0 has 0 replicas instead of 1',
      },
    ],
    ['a replica is not known', WHOLE.slice(0, 5), { status: 'degraded' }],
    ['a node that is not wanted is gone', [...WHOLE, { name: '3-0', flags: 'fail' }], { status: 'ok' }],
  ])('%s', (_, nodes, expected) => {
    expect(view(nodes)).toMatchObject(expected);
  });

  test('a replica says of itself that it does not hear its master', () => {
    expect(view(but({ '0-1': { link: 'down' } }), '0-1')).toMatchObject({
      ...{ status: 'degraded', reason: expect.stringContaining('shop-redis-0-1 does not hear its master') as string },
    });
  });

  test('without an expectation a node that is gone is missed', () => {
    const nodes = [...WHOLE, { name: '3-0', flags: 'fail' }];
    const [first] = nodes;
    expect(judgeView(toldBy(first as Written, nodes), undefined)).toMatchObject({
      ...{ status: 'degraded', reason: 'shop-redis-3-0 is gone for the others' },
    });
  });
});
