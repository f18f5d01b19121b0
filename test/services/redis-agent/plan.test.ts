import type { Member, NodeState, Plan, Sight, Step, Wanted } from '../../../services/redis-agent/src/model';
import { plan } from '../../../services/redis-agent/src/plan';
import { FakeCluster } from './fake-cluster';
import { FakeNode } from './fake-cluster/node';

const USUAL: Wanted = { shards: 3, replicasPerShard: 1 };

/** Starts what is wanted, and does what is planned until nothing is. */
function settled(wanted: Wanted, cluster = new FakeCluster()): FakeCluster {
  for (let shard = 0; shard < wanted.shards; shard += 1)
    for (let ordinal = 0; ordinal <= wanted.replicasPerShard; ordinal += 1) cluster.start({ shard, ordinal });
  for (let i = 0; i < 100; i += 1) {
    const next = plan(wanted, cluster.sight(wanted));
    if (next.settled) return cluster;
    for (const step of next.steps) cluster.apply(step);
    cluster.tick();
  }
  throw new Error('it does not settle');
}

const kinds = ({ steps }: Plan) => [...new Set(steps.map((step) => step.do))];
const pod = (cluster: FakeCluster, name: string) => cluster.pods.get(name) ?? fail(name);
const fail = (name: string): never => {
  throw new Error(`there is no ${name}`);
};
/** A sight in which one member says something else. */
const changed = (
  sight: Sight,
  name: string,
  change: Partial<Member> | ((state: NodeState) => Partial<NodeState>),
): Sight => ({
  members: sight.members.map((member) => {
    if (member.pod !== name) return member;
    if (typeof change !== 'function') return { ...member, ...change };
    return { ...member, state: member.state === undefined ? undefined : { ...member.state, ...change(member.state) } };
  }),
});

describe('a new cluster', () => {
  const cluster = new FakeCluster();
  for (const shard of [0, 1, 2]) for (const ordinal of [0, 1]) cluster.start({ shard, ordinal });

  test('is made when all are there: epochs, slots, acquaintance', () => {
    expect(kinds(plan(USUAL, cluster.sight(USUAL)))).toEqual(['set-epoch', 'add-slots', 'meet']);
  });
  test('gets no slots before: who is away may have them', () => {
    const away = changed(cluster.sight(USUAL), 'c-1-0', { state: undefined, silence: 'ECONNREFUSED' });
    const next = plan(USUAL, away);
    expect(kinds(next)).toEqual(['meet']);
    expect(next.waits).toContain('16384 slots have no owner until all members are there');
  });
  test('is not made of nodes that hold something', () => {
    const full = changed(cluster.sight(USUAL), 'c-1-0', () => ({ keys: 7 }));
    const { steps, refusals } = plan(USUAL, full);
    expect(steps).toEqual([]);
    expect(refusals[0]).toContain('c-1-0 holds keys (7), and no node has slots');
  });
});

describe('a cluster that is well', () => {
  test('is left alone', () => {
    expect(plan(USUAL, settled(USUAL).sight(USUAL))).toEqual({ steps: [], refusals: [], waits: [], settled: true });
  });

  test('is changed only when nobody is about to leave', () => {
    const more = { ...USUAL, shards: 4 };
    const cluster = settled(USUAL);
    for (const ordinal of [0, 1]) cluster.start({ shard: 3, ordinal });
    for (let i = 0; i < 4; i += 1) {
      for (const step of plan(more, cluster.sight(more)).steps) if (step.do !== 'move-slots') cluster.apply(step);
      cluster.tick();
    }
    const sight = cluster.sight(more);
    expect(kinds(plan(more, sight))).toEqual(['move-slots']);
    const leaving = plan(
      more,
      changed(sight, 'c-0-1', () => ({ leaving: true })),
    );
    expect(leaving).toMatchObject({ steps: [], waits: ['c-0-1 is leaving'] });
  });

  test('has a crowded master moved to where there is none', () => {
    const sight = settled(USUAL).sight(USUAL);
    const crowded = {
      members: sight.members.map((m) => ({ ...m, host: m.ordinal === 0 && m.shard < 2 ? 'a' : `b${m.shard}` })),
    };
    expect(plan(USUAL, crowded).steps).toMatchObject([{ do: 'fail-over', pod: 'c-0-1' }]);
  });
});

describe('what is mended', () => {
  test('a replica that looks for its master where it is not any more', () => {
    const cluster = settled(USUAL);
    cluster.stop(pod(cluster, 'c-0-0'));
    cluster.start({ shard: 0, ordinal: 0 });
    cluster.tick();
    expect(plan(USUAL, cluster.sight(USUAL)).steps).toMatchObject([{ do: 'replicate', pod: 'c-0-1' }]);
  });

  test('a node that was given another address while it looked for others at theirs of before', () => {
    const cluster = settled(USUAL);
    const all = [...cluster.up];
    for (const each of all) cluster.stop(each);
    for (const each of all) cluster.start(each, false);
    expect(kinds(plan(USUAL, cluster.sight(USUAL)))).toContain('meet');
  });

  test('a move that was cut short', () => {
    const cluster = settled(USUAL);
    const slots = [0, 1, 2];
    cluster.apply({ do: 'move-slots', from: 'c-0-0', to: 'c-1-0', slots, why: '' }, 1);
    cluster.tick();
    const [first] = plan(USUAL, cluster.sight(USUAL)).steps;
    expect(first).toMatchObject({ do: 'move-slots', from: 'c-0-0', to: 'c-1-0', slots: [1] });
  });

  test('a master that has lost its volume: its replica takes over first, then the old identity is forgotten', () => {
    const cluster = settled(USUAL);
    cluster.loseVolume(pod(cluster, 'c-0-0'));
    cluster.start({ shard: 0, ordinal: 0 });
    const before = plan(USUAL, cluster.sight(USUAL));
    expect(kinds(before)).toEqual(['meet']);
    expect(before.waits).toContainEqual(expect.stringContaining('its replica has to take over'));
    for (let i = 0; i < 5; i += 1) cluster.tick();
    expect(kinds(plan(USUAL, cluster.sight(USUAL)))).toEqual(['meet', 'forget']);
  });

  test('a shard that has lost all it had: it gets its slots again, empty', () => {
    const alone = { shards: 3, replicasPerShard: 0 };
    const cluster = settled(alone);
    cluster.loseVolume(pod(cluster, 'c-1-0'));
    expect(settled(alone, cluster).served).toBe(16_384);
  });

  test('a master whose pod is not wanted any more hands over', () => {
    const cluster = settled(USUAL);
    cluster.apply({ do: 'fail-over', pod: 'c-2-1', why: '' });
    cluster.tick();
    const fewer = { shards: 3, replicasPerShard: 0 };
    expect(plan(fewer, cluster.sight(fewer)).steps).toMatchObject([{ do: 'fail-over', pod: 'c-2-0' }]);
  });
});

describe('a shard that is not wanted any more', () => {
  const less = USUAL;
  const cluster = settled({ shards: 4, replicasPerShard: 1 });
  const done: Step[] = [];
  for (let i = 0; i < 60; i += 1) {
    const { steps } = plan(less, cluster.sight(less));
    for (const step of steps) cluster.apply(step);
    done.push(...steps);
    cluster.tick();
  }
  const order = done.map((step) => step.do).filter((kind, i, all) => kind !== all[i - 1]);

  test('is emptied, told to forget, forgotten and only then removed', () => {
    expect(order).toEqual(['move-slots', 'reset', 'forget', 'remove-shard']);
    expect(done.at(-1)).toMatchObject({ do: 'remove-shard', shard: 3 });
  });
});

describe('what is left to people', () => {
  test('a node that is in contact with a cluster of others', () => {
    const cluster = settled(USUAL);
    const stray = pod(cluster, 'c-0-1');
    cluster.loseVolume(stray);
    cluster.start({ shard: 0, ordinal: 1 });
    const other = new FakeNode('f'.repeat(40), 'theirs-0-0.pods.ns.svc');
    stray.node.peers.set(other.id, other.view('10.9.9.9'));
    const sight = changed(cluster.sight(USUAL), 'c-0-1', ({ peers }) => ({
      peers: peers.map((peer) => (peer.id === other.id ? { ...peer, connected: true } : peer)),
    }));
    expect(plan(USUAL, sight)).toMatchObject({
      steps: [],
      refusals: [expect.stringContaining('c-0-1 is in contact with theirs-0-0')],
    });
  });

  test('keys without slots', () => {
    const cluster = settled(USUAL);
    cluster.loseVolume(pod(cluster, 'c-0-1'));
    cluster.start({ shard: 0, ordinal: 1 }).node.keys.set('a', 1);
    expect(plan(USUAL, cluster.sight(USUAL)).refusals).toEqual([
      'c-0-1 holds keys (1) and no slots, and does not belong to the cluster',
    ]);
  });
});
