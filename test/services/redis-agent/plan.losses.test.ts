import { endsWhole, formed, goesOnUntil, kinds, name, next } from './gossip/scene';

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
