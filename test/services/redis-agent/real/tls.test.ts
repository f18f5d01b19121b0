import { Authority } from '../../../e2e/certificate';
import { describeFlavours } from '../../redis/flavours';
import { World, type Certificate } from './world';

jest.setTimeout(60_000);

describeFlavours((flavour) => {
  let world: World;
  beforeAll(async () => {
    const authority = await Authority.make();
    const { object } = await authority.secret('tls', ['shop-redis', '*.shop-redis-pods.shop.svc']);
    world = await World.make(flavour, (object as { readonly stringData: Certificate }).stringData);
  });
  afterAll(() => world.close());

  test('with TLS, nodes are formed into a cluster, and a shard is added', async () => {
    await world.start(...world.pods(3));
    await world.settle();
    await world.start(...world.pods(4, 1, 3));
    world.want({ shards: 4, replicasPerShard: 1 });
    await world.settle();
    expect(world.done['move-slots']).toBeGreaterThan(0);
  });

  test('and found again at other addresses', async () => {
    const pods = world.pods(4);
    await world.kill(...pods);
    await world.start(...pods);
    await world.settle();
    expect(world.done.meet).toBeGreaterThan(0);
  });
});
