import { endsWhole, formed, kinds, name } from './gossip/scene';

describe('a master that has lost its volume while its replica is away', () => {
  test('is not forgotten: nobody would vote for the replica any more', () => {
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
});
