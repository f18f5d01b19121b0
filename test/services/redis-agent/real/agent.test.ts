import { describeFlavours } from '../../redis/flavours';
import { World } from './world';

jest.setTimeout(40_000);

const KEYS = 3000;
const key = (i: number): string => `key:${i}`;

async function fill(world: World): Promise<void> {
  await Promise.all(Array.from({ length: KEYS }, (_, i) => world.app.set(key(i), String(i))));
}
async function missing(world: World): Promise<number> {
  const values = await Promise.all(Array.from({ length: KEYS }, (_, i) => world.app.get(key(i))));
  return values.filter((value, i) => value !== String(i)).length;
}

/** One story, told in order: each chapter begins where the one before has ended. */
describeFlavours((flavour) => {
  let world: World;
  beforeAll(async () => {
    world = await World.make(flavour);
  });
  afterAll(() => world.close());

  test('forms a cluster of nodes that know nothing of each other', async () => {
    await world.start(...world.pods(3));
    await world.settle();
    expect(world.done).toMatchObject({ 'set-epoch': 6, meet: 5, 'add-slots': 3, replicate: 3 });
    await fill(world);
    expect(await missing(world)).toBe(0);
  });

  test('leaves alone what is as wanted, and so does an agent that has just started', async () => {
    world.newAgent();
    await world.settle();
    await world.settle();
    expect(world.done).toEqual({});
  });

  test('all restart with new addresses, with their nodes.conf brought up to date: Redis finds together by itself', async () => {
    const pods = world.pods(3);
    await world.kill(...pods);
    world.assign(...pods);
    await world.prepare(...pods);
    await world.start(...pods);
    world.newAgent();
    await world.settle();
    expect(world.done.meet).toBeUndefined();
    expect(await missing(world)).toBe(0);
  });

  test('all restart with new addresses, and nothing was prepared: the agent brings them together', async () => {
    const pods = world.pods(3);
    await world.kill(...pods);
    await world.start(...pods);
    await world.settle();
    expect(world.done.meet).toBeGreaterThan(0);
    expect(await missing(world)).toBe(0);
  });

  test('a master that loses its volume is replaced, and comes back as a replica', async () => {
    const lost = world.master(1);
    await world.kill(lost);
    world.loseVolume(lost);
    await world.start(lost);
    await world.settle();
    expect(world.master(1)).not.toBe(lost);
    expect(await missing(world)).toBe(0);
  });

  test('all restart, and one master has lost its volume: others find it under its name, and it is another, but its replica takes over', async () => {
    const pods = world.pods(3);
    const lost = world.master(2);
    await world.kill(...pods);
    world.loseVolume(lost);
    world.assign(...pods);
    await world.prepare(...pods.filter((pod) => pod !== lost));
    await world.start(...pods);
    world.newAgent();
    await world.settle();
    expect(world.master(2)).not.toBe(lost);
    expect(await missing(world)).toBe(0);
  });

  test('a shard is added under load, and no key is lost', async () => {
    await world.start(...world.pods(4, 1, 3));
    world.want({ shards: 4, replicasPerShard: 1 });
    await world.settle();
    expect(world.done['move-slots']).toBeGreaterThan(0);
    expect(await missing(world)).toBe(0);
  });

  if (flavour === 'redis')
    test('a move that is cut short is ended by the next agent', async () => {
      const [source, target] = [world.master(0), world.master(3)];
      const members = world.agent.reconciler.view?.sight.members ?? [];
      const idOf = (pod: string) => members.find((member) => member.pod === pod)?.state?.id ?? '';
      const nodes = members.find((member) => member.pod === source)?.state?.peers ?? [];
      const slot = nodes.find(({ myself }) => myself)?.slots[0]?.[0] ?? 0;
      await world.asAgent(target, 'CLUSTER', 'SETSLOT', slot, 'IMPORTING', idOf(source));
      await world.asAgent(source, 'CLUSTER', 'SETSLOT', slot, 'MIGRATING', idOf(target));
      world.newAgent();
      await world.settle();
      expect(world.done['move-slots']).toBeGreaterThan(0);
      expect(await missing(world)).toBe(0);
    });

  test('a shard is drained before it is removed, and no key is lost', async () => {
    world.want({ shards: 3, replicasPerShard: 1 });
    await world.settle();
    expect(new Set(world.removed)).toEqual(new Set([3]));
    expect(await missing(world)).toBe(0);
  });

  test('a shard that the values ask for by now is not removed by an agent that has not heard of it', async () => {
    await world.start(...world.pods(4, 1, 3));
    world.removed.length = 0;
    world.asked = { shards: 4, replicasPerShard: 1 };
    world.newAgent();
    await world.agent.reconciler.round();
    await world.agent.reconciler.round();
    expect(world.agent.reconciler.deeds.map(({ error }) => error)).toContain('4 shards are wanted by now');
    expect(world.removed).toEqual([]);
  });

  test('an agent that is told not to act says what it would do, and does nothing', async () => {
    world.want({ shards: 4, replicasPerShard: 1, act: false });
    world.newAgent();
    await world.agent.reconciler.round();
    await world.agent.reconciler.round();
    expect(world.agent.reconciler.view?.plan.steps.length).toBeGreaterThan(0);
    expect(world.done).toEqual({});
  });

  test('a volume that was kept brings no old identity back', async () => {
    world.want({ shards: 4, replicasPerShard: 1 });
    await world.settle();
    expect(await missing(world)).toBe(0);
    expect(world.agent.reconciler.view?.sight.members).toHaveLength(8);
  });
});
