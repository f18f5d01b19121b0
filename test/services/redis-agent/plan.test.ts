import type { Member, NodeState, Sight, Step, Wanted } from '../../../services/redis-agent/src/model';
import { plan } from '../../../services/redis-agent/src/plan';
import { act, Life } from './gossip/hand';
import { endsWhole, formed, goesOnUntil, kinds, name, next, unformed, USUAL } from './gossip/scene';
import { sightOf } from './gossip/sight';

/** A sight in which one member says something else. */
const changed = (
  sight: Sight,
  pod: string,
  change: Partial<Member> | ((state: NodeState) => Partial<NodeState>),
): Sight => ({
  members: sight.members.map((member) => {
    if (member.pod !== pod) return member;
    if (typeof change !== 'function') return { ...member, ...change };
    return { ...member, state: member.state === undefined ? undefined : { ...member.state, ...change(member.state) } };
  }),
});
const sightNow = ({ cluster, wanted }: ReturnType<typeof formed>): Sight => sightOf(cluster, wanted);

describe('a new cluster', () => {
  const history = unformed();

  test('is made when all are there: epochs, slots, acquaintance', () => {
    expect(kinds(next(history))).toEqual(['set-epoch', 'add-slots', 'meet']);
  });
  test('gets no slots before: who is away may have them', () => {
    const away = changed(sightNow(history), name(1, 0), { state: undefined, silence: 'ECONNREFUSED' });
    const planned = plan(USUAL, away);
    expect(kinds(planned)).toEqual(['meet']);
    expect(planned.waits).toContain('16384 slots have no owner until all members are there');
  });
  test('is not made of nodes that hold something', () => {
    const { steps, refusals } = plan(
      USUAL,
      changed(sightNow(history), name(1, 0), () => ({ keys: 7 })),
    );
    expect(steps).toEqual([]);
    expect(refusals[0]).toContain(`${name(1, 0)} holds keys (7), and no node has slots`);
  });
  test('gives no slots to a node that is made a new one first', () => {
    const history = unformed({ shards: 3, replicasPerShard: 0 }, 0);
    const { cluster } = history;
    cluster.pod(name(0, 0)).isNameless = true;
    history.round();
    history.pass(1);
    // It knows one that is made a new one while it starts, and so is to become a new one itself.
    history.happens({ kind: 'restart', which: 1, how: { prepared: false, moved: false, loadsFor: 1 } });
    cluster.pod(name(0, 0)).isNameless = false;
    for (let i = 0; i < 20; i += 1) {
      const planned = history.round();
      const reset = planned.steps.flatMap((step) => (step.do === 'reset' ? [step.pod] : []));
      const given = planned.steps.flatMap((step) => (step.do === 'add-slots' ? [step.pod] : []));
      expect(given.filter((pod) => reset.includes(pod))).toEqual([]);
      history.pass(1);
    }
    endsWhole(history);
  });
  test('whose making was cut short is made to its end: who has an epoch and slots is given no others', () => {
    const cut = unformed();
    // Six epochs, and the slots of two shards.
    cut.round(new Life(8));
    expect(next(cut).steps.filter((step) => step.do !== 'meet')).toMatchObject([
      { do: 'add-slots', pod: name(2, 0), ranges: [[10_923, 16_383]] },
    ]);
    endsWhole(cut);
  });
});

describe('a cluster that is well', () => {
  test('is left alone', () => {
    expect(next(formed())).toEqual({ steps: [], refusals: [], waits: [], settled: true });
  });

  test('is changed only when nobody is about to leave', () => {
    const history = formed();
    history.happens({ kind: 'want', wanted: { shards: 4, replicasPerShard: 1 }, graceful: true });
    goesOnUntil(history, (planned) => kinds(planned)[0] === 'move-slots');
    const leaving = changed(sightNow(history), name(0, 1), () => ({ leaving: true }));
    expect(plan(history.wanted, leaving)).toMatchObject({ steps: [], waits: [`${name(0, 1)} is leaving`] });
  });

  test('has no slots moved to a master that takes no queries yet', () => {
    const history = formed();
    history.happens({ kind: 'want', wanted: { shards: 4, replicasPerShard: 1 }, graceful: true });
    goesOnUntil(history, (planned) => kinds(planned)[0] === 'move-slots');
    const joined = changed(sightNow(history), name(3, 0), () => ({ answering: false }));
    expect(plan(history.wanted, joined)).toMatchObject({ steps: [], waits: [`${name(3, 0)} takes no queries yet`] });
  });

  test('has a crowded master moved to where there is none', () => {
    const crowded = {
      members: sightNow(formed()).members.map((m) => ({
        ...m,
        host: m.ordinal === 0 && m.shard < 2 ? 'a' : `b${m.shard}`,
      })),
    };
    expect(plan(USUAL, crowded).steps).toMatchObject([{ do: 'fail-over', pod: name(0, 1) }]);
  });
});

describe('what is mended', () => {
  test('a replica that looks for its master where it is not any more', () => {
    const astray = changed(sightNow(formed()), name(0, 1), () => ({ masterHost: '10.9.9.9', masterLinkUp: false }));
    expect(plan(USUAL, astray).steps).toMatchObject([{ do: 'replicate', pod: name(0, 1) }]);
  });

  test('nodes that look for each other at addresses of before', () => {
    const history = formed();
    history.happens({ kind: 'restart all', how: { prepared: false, moved: true, loadsFor: 0 } });
    expect(kinds(next(history))).toContain('meet');
    endsWhole(history);
  });

  test('a master whose pod is not wanted any more hands over', () => {
    const history = formed();
    act(history.cluster, { do: 'fail-over', pod: name(2, 1), why: 'a test' }, new Life());
    history.pass(5);
    const fewer: Wanted = { shards: 3, replicasPerShard: 0 };
    expect(plan(fewer, sightOf(history.cluster, fewer)).steps).toMatchObject([{ do: 'fail-over', pod: name(2, 0) }]);
  });
});

describe('a new shard', () => {
  test('is met, paired, and then given slots of the one with most, a part at a time', () => {
    const history = formed();
    history.happens({ kind: 'want', wanted: { shards: 4, replicasPerShard: 1 }, graceful: true });
    const seen = new Set<string>();
    const { steps } = goesOnUntil(history, (planned) => {
      for (const kind of kinds(planned)) seen.add(kind);
      return seen.has('move-slots');
    });
    expect([...seen]).toEqual(['meet', 'replicate', 'move-slots']);
    expect(steps).toMatchObject([{ from: name(0, 0), to: name(3, 0) }]);
    expect(steps.map((step) => (step.do === 'move-slots' ? step.slots.length : 0))).toEqual([1024]);
  });
});

describe('a shard that is not wanted any more', () => {
  test('is emptied, told to forget, forgotten and only then removed', () => {
    const history = formed({ shards: 4, replicasPerShard: 1 });
    history.happens({ kind: 'want', wanted: USUAL, graceful: true });
    const done: Step[] = [];
    while (done.at(-1)?.do !== 'remove-shard' && done.length < 100) {
      done.push(...history.round().steps);
      history.pass(1);
    }
    const order = done.map((step) => step.do).filter((kind, i, all) => kind !== all[i - 1]);
    expect(order).toEqual(['move-slots', 'reset', 'forget', 'remove-shard']);
    expect(done.at(-1)).toMatchObject({ do: 'remove-shard', shard: 3 });
    endsWhole(history);
  });
});

describe('an identity that comes back', () => {
  test('with slots is made a new one as soon as all of them have newer owners, and not before', () => {
    const history = formed();
    const { cluster } = history;
    const pod = cluster.pod(name(0, 0));
    cluster.loseVolume(pod, true);
    cluster.start(pod);
    endsWhole(history);
    // It is the master again, as its replica shares its host with another: what comes back takes the place of the owner of its slots.
    expect(pod.node.isMaster).toBe(true);
    cluster.bringBack(pod);
    cluster.start(pod, { prepared: false });
    expect(next(history)).toMatchObject({
      steps: [],
      refusals: [expect.stringContaining('it is not clear whose are newer')],
    });
    const planned = goesOnUntil(history, ({ steps }) => steps.some((step) => step.do === 'reset'));
    expect(planned.steps).toContainEqual(expect.objectContaining({ do: 'reset', pod: pod.name, flush: true }));
    expect(cluster.pod(name(0, 1)).node.isMaster).toBe(true);
    endsWhole(history);
  });

  test('with nothing in it, and that the cluster has forgotten, is made a new one at once', () => {
    const history = formed();
    const { cluster } = history;
    const pod = cluster.pod(name(0, 1));
    const { id, hostname } = pod.node;
    for (const other of cluster.pods.values())
      if (other !== pod) act(cluster, { do: 'forget', pod: other.name, id, hostname, why: 'a test' }, new Life());
    expect(next(history).steps).toContainEqual(expect.objectContaining({ do: 'reset', pod: pod.name, flush: false }));
    endsWhole(history);
    expect(pod.node.id).not.toBe(id);
  });
});

describe('what is left to people', () => {
  test('a node that is in contact with a cluster of others', () => {
    const history = formed();
    const { cluster } = history;
    cluster.loseVolume(cluster.pod(name(0, 1)));
    cluster.start(cluster.pod(name(0, 1)));
    const theirs = { id: 'f'.repeat(40), hostname: 'theirs-0-0.pods.ns.svc', myself: false, ip: '10.9.9.9' };
    const sight = changed(sightNow(history), name(0, 1), ({ peers }) => ({
      peers: [...peers, ...peers.map((self) => ({ ...self, ...theirs, connected: true }))],
    }));
    expect(plan(USUAL, sight)).toMatchObject({
      steps: [],
      refusals: [expect.stringContaining(`${name(0, 1)} is in contact with theirs-0-0`)],
    });
  });

  test('keys without slots', () => {
    const history = formed();
    const { cluster } = history;
    cluster.loseVolume(cluster.pod(name(0, 1)));
    cluster.start(cluster.pod(name(0, 1))).node.keys.set('5:1', 1);
    expect(next(history).refusals).toEqual([
      `SCALE-AGENT-003: ${name(0, 1)} holds keys (1) and no slots, and does not belong to the cluster`,
    ]);
  });
});
