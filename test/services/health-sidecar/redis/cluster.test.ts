/** Redis Clusters of real servers, and what may become of them. */
import { clusterInfo, linkUp, until } from '../../redis/cluster';
import { describeFlavours } from '../../redis/flavours';
import { stopAll } from '../../redis/servers';
import { configOf, run, threeShards, valuesOf, watching, type Shards } from './world';

jest.setTimeout(60_000);
afterEach(stopAll);

const masterIn = (reading: { facts?: Readonly<Record<string, unknown>> }) =>
  (reading.facts?.['shards'] as readonly { master: string }[]).map(({ master }) => master);

describeFlavours((flavour) => {
  let shards: Shards;
  beforeEach(async () => {
    shards = await threeShards(flavour);
  });

  test('a cluster that is whole is ok, and each node is told by its name', async () => {
    const [master] = shards.masters;
    await master.cli('-c', 'SET', 'a', 'b');
    await master.cli('-c', 'GET', 'a');
    await master.cli('-c', 'GET', 'none');
    const reading = await run(watching(configOf(shards.masters)));

    expect(reading).toMatchObject({ status: 'ok', facts: { slots: { assigned: 16_384, ok: 16_384 }, hit_ratio: 0.5 } });
    expect(reading.reason).toBeUndefined();
    expect(reading.facts?.['shards']).toEqual([
      { master: 'shop-redis-0-0', replicas: ['shop-redis-0-1'], slots: [[0, 5461]] },
      { master: 'shop-redis-1-0', replicas: ['shop-redis-1-1'], slots: [[5462, 10922]] },
      { master: 'shop-redis-2-0', replicas: ['shop-redis-2-1'], slots: [[10923, 16383]] },
    ]);
    const values = valuesOf(reading);
    expect(values).toMatchObject({
      ...{ redis_up: 1, redis_slots_ok: 16_384, redis_shards: 3, redis_shards_expected: 3, redis_hit_ratio: 0.5 },
      ...{ 'redis_node_master{shop-redis-0-0}': 1, 'redis_node_master{shop-redis-0-1}': 0 },
      ...{ 'redis_node_up{shop-redis-2-1}': 1, 'redis_link_up{shop-redis-2-1}': 1 },
    });
    expect(values['redis_memory_used_bytes{shop-redis-0-0}']).toBeGreaterThan(100_000);
    expect(values['redis_replication_lag_bytes{shop-redis-1-1}']).toBeGreaterThanOrEqual(0);
    // No limit is set, and a master has no link.
    expect(values).not.toHaveProperty('redis_memory_max_bytes{shop-redis-0-0}');
    expect(values).not.toHaveProperty('redis_link_up{shop-redis-0-0}');
  });

  test('a master that is gone takes its slots along, until its replica has taken over', async () => {
    const collector = watching(configOf(shards.all));
    expect((await run(collector)).status).toBe('ok');
    await shards.masters[0].kill();

    const before = await run(collector);
    expect(before).toMatchObject({
      ...{ status: 'down', facts: { slots: { assigned: 16_384, ok: 10_922 } } },
      reason: '5462 slots are not served: shop-redis-0-0 refuses connections',
    });
    await until('its replica has taken over', async () => masterIn(await run(collector)).includes('shop-redis-0-1'));
    await until('all masters have heard of it', async () => (await run(collector)).status !== 'down');

    const after = await run(collector);
    expect(after).toMatchObject({ status: 'degraded', facts: { slots: { ok: 16_384 } } });
    expect(after.reason).toContain('shop-redis-0-1 has 0 linked replicas instead of 1');
    expect(valuesOf(after)).toMatchObject({
      'redis_node_up{shop-redis-0-0}': 0,
      'redis_node_master{shop-redis-0-1}': 1,
    });
  });

  test('a master and its replica that are gone leave their slots without anyone', async () => {
    const collector = watching(configOf(shards.all));
    await Promise.all([shards.masters[1].kill(), shards.replicas[1].kill()]);

    const reading = await run(collector);
    expect(reading).toMatchObject({ status: 'down', facts: { slots: { assigned: 16_384, ok: 10_923 } } });
    expect(reading.reason).toMatch(/^5461 slots are not served: shop-redis-1-0 refuses connections$/);

    // One node alone knows as soon as the others agree.
    await until(
      'the others agree',
      async () => (await clusterInfo(shards.masters[0], 'cluster_slots_fail')) === '5461',
    );
    const glance = await run(watching(configOf([shards.masters[0]], { depth: 'any-node' })));
    expect(glance).toMatchObject({ status: 'down', facts: { slots: { assigned: 16_384, ok: 10_923 } } });
    expect(glance.reason).toBe('of 16384 slots 10923 are served: the owner of 5461 slots is gone');
  });

  test('a replica that is gone, or does not hear its master, leaves the cluster degraded', async () => {
    const [replica] = shards.replicas;
    const collector = watching(configOf(shards.masters));
    // It cannot log in at its master any more.
    const [master] = shards.masters;
    await master.call('CONFIG', 'SET', 'requirepass', 'new');
    await replica.call('CLIENT', 'KILL', 'TYPE', 'MASTER');
    await until('the link is down', async () => !(await linkUp(replica)));

    const cut = await run(collector);
    expect(cut).toMatchObject({ status: 'degraded', facts: { slots: { ok: 16_384 } } });
    expect(cut.reason).toContain('shop-redis-0-1 does not hear its master');
    expect(valuesOf(cut)).toMatchObject({ 'redis_link_up{shop-redis-0-1}': 0, 'redis_node_up{shop-redis-0-1}': 1 });

    await replica.kill();
    const gone = await run(collector);
    expect(gone.status).toBe('degraded');
    expect(gone.reason).toContain('shop-redis-0-1 refuses connections');
    expect(valuesOf(gone)).not.toHaveProperty('redis_replication_lag_bytes{shop-redis-0-1}');
  });

  test('a node that hangs makes the others no less known', async () => {
    const collector = watching(configOf(shards.all));
    await run(collector);
    await shards.masters[0].kill('SIGSTOP');

    const reading = await run(collector);
    expect(reading).toMatchObject({ status: 'down', facts: { slots: { ok: 10_922 } } });
    expect(reading.reason).toContain('shop-redis-0-0 does not answer in time');
    const values = valuesOf(reading);
    expect(values).toMatchObject({ redis_up: 1, 'redis_node_up{shop-redis-0-0}': 0 });
    for (const name of ['0-1', '1-0', '1-1', '2-0', '2-1']) expect(values[`redis_node_up{shop-redis-${name}}`]).toBe(1);
    await shards.masters[0].kill('SIGCONT');
  });

  test('a shard fewer than expected leaves a cluster degraded that serves all slots', async () => {
    const expected = { shards: 4, replicasPerShard: 1 };
    for (const depth of ['any-node', 'every-node'] as const) {
      const reading = await run(watching(configOf(shards.masters, { expected, depth })));
      expect(reading).toMatchObject({ status: 'degraded', reason: 'there are 3 shards instead of 4' });
    }
    const none = await run(watching(configOf(shards.masters, { expected: undefined })));
    expect(none.status).toBe('ok');
    expect(valuesOf(none)).not.toHaveProperty('redis_shards_expected');
  });

  test('slots that nobody has are said to have no owner', async () => {
    for (const node of shards.all) await node.call('CLUSTER', 'DELSLOTS', 0, 1);
    for (const depth of ['any-node', 'every-node'] as const) {
      const reading = await run(watching(configOf(shards.masters, { depth })));
      expect(reading).toMatchObject({ status: 'down', facts: { slots: { assigned: 16_382 } } });
      expect(reading.reason).toMatch(/2 (slots )?have no owner$/);
    }
  });

  test('one node tells enough to know that all is well, and the next is asked when it is gone', async () => {
    const collector = watching(configOf(shards.all, { depth: 'any-node' }));
    const first = await run(collector);
    expect(first).toMatchObject({ status: 'ok', facts: { asked: 'shop-redis-0-0', slots: { ok: 16_384 } } });
    expect(first.facts?.['shards']).toContainEqual({
      ...{ master: 'shop-redis-0-0', replicas: ['shop-redis-0-1'], slots: [[0, 5461]] },
    });

    await shards.masters[0].kill('SIGSTOP');
    const second = await run(collector);
    expect(second.facts?.['asked']).toBe('shop-redis-1-0');
    await shards.masters[0].kill('SIGCONT');
  });
});
