import { failOverAlone } from './gossip/commands';
import { act, Life } from './gossip/hand';
import type { History } from './gossip/history';
import { endsWhole, formed, goesOnUntil, kinds, name, next, USUAL } from './gossip/scene';

describe('a master that has lost its volume', () => {
  test('is replaced by its replica first; then its old identity is forgotten', () => {
    const history = formed();
    const { cluster } = history;
    cluster.write(5, 1);
    cluster.loseVolume(cluster.pod(name(0, 0)));
    cluster.start(cluster.pod(name(0, 0)));
    const before = next(history);
    expect(kinds(before)).toEqual(['meet']);
    expect(before.waits).toContainEqual(expect.stringContaining('its replica has to take over'));
    goesOnUntil(history, (planned) => kinds(planned).includes('forget'));
    expect(cluster.pod(name(0, 1)).node.isMaster).toBe(true);
    endsWhole(history);
  });

  test('is not forgotten while its replica is away: nobody would vote for the replica any more', () => {
    const history = formed();
    const { cluster } = history;
    cluster.write(5, 1);
    const [master, replica] = [cluster.pod(name(0, 0)), cluster.pod(name(0, 1))];
    cluster.stop(replica);
    cluster.loseVolume(master);
    cluster.start(master);
    for (let i = 0; i < 10; i += 1) {
      expect(kinds(history.round())).not.toContain('forget');
      history.pass(2);
    }
    cluster.start(replica, { prepared: false });
    endsWhole(history);
  });

  test('without a replica gets its slots again, empty', () => {
    const history = formed({ shards: 3, replicasPerShard: 0 });
    history.cluster.loseVolume(history.cluster.pod(name(1, 0)));
    endsWhole(history);
  });
});

describe('most masters that have lost their volumes', () => {
  const PAUSE = 30;
  const lose = (history: History, ...names: readonly string[]) => {
    for (const each of names) {
      history.cluster.loseVolume(history.cluster.pod(each));
      history.cluster.start(history.cluster.pod(each));
    }
  };

  test('are left to people, who are told on which replicas to say what', () => {
    const history = formed();
    const { cluster } = history;
    for (const slot of [5, 8000, 16_000]) cluster.write(slot, 1);
    history.pass(1);
    lose(history, name(0, 0), name(1, 0));
    history.pass(PAUSE);
    const { steps, refusals } = next(history);
    expect(steps).toEqual([]);
    expect(refusals).toEqual([
      expect.stringMatching(
        `lost their volumes: 0, 1. Too few of 3 .* CLUSTER FAILOVER TAKEOVER on ${name(0, 1)}, ${name(1, 1)}`,
      ),
    ]);
    for (const each of [name(0, 1), name(1, 1)]) failOverAlone(cluster.pod(each).node);
    endsWhole(history);
  });

  test('and had no replicas are mended: nothing is left to wait for', () => {
    const history = formed({ shards: 3, replicasPerShard: 0 });
    lose(history, name(0, 0), name(1, 0));
    endsWhole(history);
  });

  test('are waited for while it is not known that they have: they only do not answer', () => {
    const history = formed();
    const { cluster } = history;
    cluster.write(5, 1);
    const pods = [name(0, 0), name(1, 0)].map((each) => cluster.pod(each));
    for (const pod of pods) cluster.stop(pod, true);
    history.pass(PAUSE);
    expect(next(history)).toMatchObject({ refusals: [], settled: false });
    for (const pod of pods) cluster.start(pod);
    endsWhole(history);
  });

  test('are not most when one is lost; but who starts after the loss may find another at its address, and suspects nobody: the replica has to ask', () => {
    const history = formed();
    const { cluster } = history;
    cluster.write(8000, 1);
    const begin = cluster.now;
    cluster.stop(cluster.pod(name(0, 0)));
    const lost = cluster.pod(name(1, 0));
    const { address = '' } = lost;
    cluster.stop(lost);
    cluster.start(lost);
    history.pass(2);
    cluster.loseVolume(lost);
    cluster.start(lost, { address });
    // By now all others are sure that it has failed, with the vote of its new identity: nobody says so again.
    goesOnUntil(history, () => cluster.now > PAUSE + begin);
    cluster.start(cluster.pod(name(0, 0)));
    const { steps } = goesOnUntil(history, (planned) => kinds(planned).includes('fail-over'));
    expect(steps).toContainEqual(expect.objectContaining({ do: 'fail-over', pod: name(1, 1), force: true }));
    endsWhole(history);
  });

  test('while all were stopped at once, neither: nobody takes who has its name now for it', () => {
    const history = formed();
    const { cluster } = history;
    cluster.write(8000, 1);
    history.pass(1);
    for (const pod of cluster.pods.values()) cluster.stop(pod);
    cluster.loseVolume(cluster.pod(name(1, 0)));
    for (const pod of cluster.pods.values()) cluster.start(pod, { prepared: true });
    endsWhole(history);
  });

  test('one of three is not most', () => {
    const history = formed();
    lose(history, name(0, 0));
    expect(next(history).refusals).toEqual([]);
    endsWhole(history);
  });
});

describe('a pod that is not wanted any more, and is gone with slots', () => {
  /** The only node of a shard that has data is the one that goes. */
  const goneWithSlots = () => {
    const history = formed();
    const { cluster } = history;
    cluster.write(5, 1);
    act(cluster, { do: 'fail-over', pod: name(0, 1), why: 'a test' }, new Life());
    history.pass(5);
    cluster.loseVolume(cluster.pod(name(0, 0)));
    cluster.start(cluster.pod(name(0, 0)));
    history.happens({ kind: 'want', wanted: { shards: 3, replicasPerShard: 0 }, graceful: false });
    history.pass(PAUSE);
    return history;
  };
  const PAUSE = 30;

  test('and has no replica is asked back, and comes back with its data', () => {
    const history = goneWithSlots();
    expect(next(history)).toMatchObject({
      steps: [],
      refusals: [expect.stringMatching(`${name(0, 1)} is gone with 5462 slots.*redis.replicasPerShard to 1 again`)],
    });
    history.happens({ kind: 'want', wanted: USUAL, graceful: true });
    endsWhole(history);
  });

  test('and whose shard Kubernetes keeps is waited for, and it is said how to bring it back', () => {
    const history = formed({ shards: 4, replicasPerShard: 0 });
    const { cluster } = history;
    cluster.write(16_000, 1);
    history.happens({ kind: 'want', wanted: { shards: 3, replicasPerShard: 0 }, graceful: true });
    const pod = cluster.pod(name(3, 0));
    cluster.stop(pod, true);
    history.pass(PAUSE);
    const { refusals, waits } = next(history);
    expect(refusals).toEqual([]);
    expect(waits).toContainEqual(expect.stringMatching(`${name(3, 0)} .*raise redis.shards to 4 again`));
    cluster.start(pod);
    endsWhole(history);
  });

  test('and has a replica that stays is replaced by it', () => {
    const history = formed();
    const { cluster } = history;
    cluster.write(5, 1);
    act(cluster, { do: 'fail-over', pod: name(0, 1), why: 'a test' }, new Life());
    history.pass(5);
    history.happens({ kind: 'want', wanted: { shards: 3, replicasPerShard: 0 }, graceful: false });
    expect(next(history).refusals).toEqual([]);
    endsWhole(history);
  });
});
