import { replicaAnswer } from '../../../../services/health-contract/src';
import type { Reading } from '../../../../services/health-sidecar/src/collector';
import { memberName, replicationCollector } from '../../../../services/health-sidecar/src/postgres';
import { Sampler } from '../../../../services/health-sidecar/src/sampler';
import { describePostgres } from '../../postgres-server/describe';
import { conninfo, startReplica, type Postgres } from '../../postgres-server/postgres';
import { until } from '../../redis/cluster';
import { MONITOR, replicationOf, startCluster } from './cluster';
import { leavingNoSockets, look, passwordFile, readingOf, valuesOf } from './look';
import { fakeServer } from './silent-servers';

jest.setTimeout(120_000);

const replicasOf = ({ facts }: Reading) =>
  Object.fromEntries(
    Object.entries(facts?.['replicas'] as Record<string, unknown>).map(([name, each]) => [
      name,
      replicaAnswer.parse(each),
    ]),
  );

test('a member is called by the first word of its host name, and by an address as a whole', () => {
  expect(['shop-postgres-0.shop-postgres-pods', 'localhost', '10.1.2.3', 'fd00::1'].map(memberName)).toEqual([
    'shop-postgres-0',
    'localhost',
    '10.1.2.3',
    'fd00::1',
  ]);
});

describePostgres('a primary with two replicas', () => {
  let primary: Postgres;
  let a: Postgres;
  let b: Postgres;
  const start = async () => {
    [primary, a, b] = (await startCluster(2)) as [Postgres, Postgres, Postgres];
  };
  beforeAll(start);

  const write = () => primary.call('INSERT INTO t SELECT generate_series(1, 1000)', 'app');

  test('stream all that there is, and after a quiet time they are 0 s behind', async () => {
    const collector = replicationCollector(replicationOf([primary, a, b]));
    await write();
    await until('all have it', async () => (await readingOf(collector)).status === 'ok');
    const reading = await readingOf(collector);
    await collector.close?.();
    expect(reading.facts).toMatchObject({ primary: primary.host, expected_replicas: 2 });
    const replicas = replicasOf(reading);
    expect(Object.keys(replicas)).toEqual([a.host, b.host]);
    expect(replicas[a.host]).toMatchObject({
      status: 'streaming',
      lag_seconds: 0,
      lag_bytes: 0,
      unreceived_bytes: 0,
      reason: null,
      sync_state: 'async',
    });
    expect(replicas[a.host]?.['last_message_age_seconds']).toBeGreaterThanOrEqual(0);
    const values = valuesOf(reading);
    expect(values).toMatchObject({
      postgres_primaries: 1,
      postgres_replicas_expected: 2,
      postgres_replicas_streaming: 2,
      [`replication_lag_seconds{replica="${a.host}"}`]: 0,
      [`replication_lag_bytes{replica="${b.host}"}`]: 0,
      [`postgres_member_primary{member="${primary.host}"}`]: 1,
      [`postgres_member_primary{member="${b.host}"}`]: 0,
      [`postgres_connections_max{member="${a.host}"}`]: 40,
      [`postgres_connections{member="${a.host}",state="active"}`]: 1,
      [`postgres_lock_waits{member="${primary.host}"}`]: 0,
    });
    expect(values[`postgres_database_size_bytes{member="${a.host}"}`]).toBeGreaterThan(1e6);
    expect(values[`postgres_cache_hit_ratio{member="${primary.host}"}`]).toBeGreaterThan(0);
    expect(values[`postgres_transactions_total{member="${primary.host}",outcome="commit"}`]).toBeGreaterThan(0);
    expect(values[`postgres_deadlocks_total{member="${primary.host}"}`]).toBe(0);
  });

  test('one that does not replay lags by bytes at once and by seconds as time goes on, and comes back', async () => {
    await a.call('SELECT pg_wal_replay_pause()');
    const collector = replicationCollector(replicationOf([primary, a, b], 1));
    await readingOf(collector);
    await write();
    let reading = await readingOf(collector);
    expect(replicasOf(reading)[a.host]?.lag_bytes).toBeGreaterThan(10_000);
    await until('it lags', async () => {
      reading = await readingOf(collector);
      return replicasOf(reading)[a.host]?.status === 'lagging';
    });
    expect(replicasOf(reading)[a.host]?.lag_seconds).toBeGreaterThan(1);
    expect(replicasOf(reading)[a.host]).toMatchObject({ replay_paused: true, unreceived_bytes: 0 });
    expect(replicasOf(reading)[b.host]).toMatchObject({ status: 'streaming' });
    expect(reading).toMatchObject({
      status: 'degraded',
      reason: `${a.host} is lagging: it is more than 1 s behind`,
    });
    await a.call('SELECT pg_wal_replay_resume()');
    await until('it has all', async () => (await readingOf(collector)).status === 'ok');
    await collector.close?.();
  });

  test('after a quiet time the first write is no lag of all that time', async () => {
    const collector = replicationCollector(replicationOf([primary, a, b]));
    await write();
    await until('all have it', async () => (await readingOf(collector)).status === 'ok');
    const age = 'SELECT extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float AS age';
    await until('it has been quiet', async () => Number((await a.call(age))[0]?.['age']) > 2);
    await readingOf(collector);
    for (let round = 0; round < 20; round += 1) {
      const [reading] = await Promise.all([readingOf(collector), write()]);
      expect(replicasOf(reading)[a.host]?.lag_seconds).toBeLessThan(1);
      expect(reading.status).toBe('ok');
    }
    await collector.close?.();
  });

  test('one whose way to the primary is wrong is disconnected, and its bytes still count', async () => {
    const nobody = conninfo({ host: '127.99.99.99', port: 1 }, a.host);
    await a.call(`ALTER SYSTEM SET primary_conninfo = '${nobody}'; `);
    await a.call('SELECT pg_reload_conf()');
    const collector = replicationCollector(replicationOf([primary, a, b]));
    await until(
      'it is disconnected',
      async () => replicasOf(await readingOf(collector))[a.host]?.status === 'disconnected',
    );
    await write();
    const reading = await readingOf(collector);
    expect(reading).toMatchObject({ status: 'degraded', reason: `${a.host} is disconnected: it receives nothing` });
    expect(replicasOf(reading)[a.host]?.lag_bytes).toBeGreaterThan(10_000);
    expect(valuesOf(reading)).toMatchObject({ postgres_replicas_streaming: 1 });
    await a.call('ALTER SYSTEM RESET primary_conninfo');
    await a.call('SELECT pg_reload_conf()');
    await until('it streams', async () => (await readingOf(collector)).status === 'ok');
    await collector.close?.();
  });

  test('one that is held is missing and does not hide the others, ten times over', async () => {
    const collector = replicationCollector(replicationOf([primary, a, b]), 1);
    await leavingNoSockets(async () => {
      await readingOf(collector);
      await a.kill('SIGSTOP');
      for (let round = 0; round < 10; round += 1) {
        const { reading, seconds } = await look(collector);
        if (reading === undefined) throw new Error('a member that is silent has silenced all');
        expect(seconds).toBeLessThan(1);
        expect(reading).toMatchObject({
          status: 'degraded',
          reason: `${a.host} is missing: it does not answer in time`,
        });
        expect(replicasOf(reading)[a.host]).toMatchObject({ status: 'missing', lag_seconds: null, lag_bytes: null });
        expect(replicasOf(reading)[b.host]).toMatchObject({ status: 'streaming', lag_seconds: 0 });
        expect(valuesOf(reading)).toMatchObject({ [`postgres_member_up{member="${a.host}"}`]: 0 });
        expect(Object.keys(valuesOf(reading)).join()).not.toContain(`replica="${a.host}"`);
      }
      await a.kill('SIGCONT');
      await until('it streams', async () => (await readingOf(collector)).status === 'ok');
      await collector.close?.();
    });
  });

  test('a wrong password is no word about the replicas, and is told', async () => {
    const collector = replicationCollector({ ...replicationOf([primary, a, b]), passwordFile: passwordFile('wrong') });
    await leavingNoSockets(async () => {
      for (let round = 0; round < 10; round += 1) {
        const reading = await readingOf(collector);
        expect(reading.status).toBe('down');
        expect(reading.reason).toContain(`${primary.host}: it refused the login`);
        expect(replicasOf(reading)[a.host]?.status).toBe('unknown');
        expect(JSON.stringify(reading)).not.toMatch(/wrong|monitor/);
      }
    });
  });

  test('a role that may not look is told too, and nothing is 0 or well by that', async () => {
    await primary.call('REVOKE pg_monitor FROM monitor');
    const collector = replicationCollector(replicationOf([primary, a, b]));
    await until('it is seen', async () => replicasOf(await readingOf(collector))[a.host]?.status !== 'streaming');
    const reading = await readingOf(collector);
    expect(reading.status).not.toBe('ok');
    expect(replicasOf(reading)[a.host]?.status).toBe('unknown');
    expect(Object.keys(valuesOf(reading)).filter((name) => /connections\{|lock_waits/.test(name))).toEqual([]);
    await primary.call('GRANT pg_monitor TO monitor');
    await until('it is well', async () => (await readingOf(collector)).status === 'ok');
    await collector.close?.();
  });

  test('one connection and one statement a look are all that a member has of it', async () => {
    const statements = async () =>
      Number((await primary.call("SELECT xact_commit AS n FROM pg_stat_database WHERE datname = 'app'"))[0]?.['n']);
    const collector = replicationCollector(replicationOf([primary, a, b]));
    await readingOf(collector);
    const before = await statements();
    for (let round = 0; round < 30; round += 1) await readingOf(collector);
    const sessions =
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'scaleout-sidecar' AND usename = 'monitor'";
    expect(await primary.call(sessions)).toHaveLength(1);
    await collector.close?.();
    await until('the last has been counted', async () => (await statements()) >= before + 30);
    expect(await statements()).toBeLessThanOrEqual(before + 31);
  });

  describe('as the sampler sees it', () => {
    test('without its primary the component is down, and ok again when the primary is back', async () => {
      const log = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
      const schedule = { intervalSeconds: 0.1, timeoutSeconds: 0.5, staleSeconds: 5, maxBackoffSeconds: 0.5 };
      await leavingNoSockets(async () => {
        const sampler = new Sampler([replicationCollector(replicationOf([primary, a, b]), 1)], schedule, log);
        const seen = () => sampler.snapshots[0];
        sampler.start();
        await until('it is ok', () => seen()?.status === 'ok');
        await primary.kill();
        await until('it is down', () => seen()?.status === 'down');
        expect(seen()?.reason).toBe(`no member takes writes; ${primary.host}: nobody takes connections there`);
        await until('the replicas know', () => {
          const reading = seen()?.reading;
          return reading !== undefined && replicasOf(reading)[a.host]?.status === 'disconnected';
        });
        const reading = seen()?.reading;
        expect(reading?.facts).toMatchObject({ primary: null, expected_replicas: 2 });
        expect(valuesOf(reading ?? {})).toMatchObject({ postgres_primaries: 0, postgres_replicas_streaming: 0 });
        expect(Object.keys(valuesOf(reading ?? {})).join()).not.toContain('replication_lag');
        primary = await primary.restart();
        await until('it is ok', () => seen()?.status === 'ok');
        await sampler.stop();
      });
    });

    test('two that take writes are told, and a new primary is found', async () => {
      const c = await startReplica(primary);
      const collector = replicationCollector(replicationOf([primary, a, b, c]));
      await until('all stream', async () => (await readingOf(collector)).status === 'ok');
      await c.call('SELECT pg_promote()');
      const reading = await readingOf(collector);
      expect(reading).toMatchObject({ status: 'down', reason: `several take writes: ${primary.host}, ${c.host}` });
      expect(reading.facts).toMatchObject({ primary: null });
      await primary.kill();
      for (const each of [a, b]) {
        await each.call(`ALTER SYSTEM SET primary_conninfo = '${conninfo(c, each.host)}'`);
        await each.call('SELECT pg_reload_conf()');
      }
      const onlyOneIsAway = `${primary.host} is missing: nobody takes connections there`;
      await until('they follow', async () => (await readingOf(collector)).reason === onlyOneIsAway);
      expect((await readingOf(collector)).facts).toMatchObject({ primary: c.host, expected_replicas: 3 });
      await collector.close?.();
    });
  });
});

test('when nobody answers, nothing is known but that, in time and without a socket left', async () => {
  const silent = await fakeServer();
  const members = [silent.host, '127.99.99.98'];
  const config = { ...replicationOf([]), ...MONITOR, passwordFile: MONITOR.passwordFile(), port: silent.port, members };
  const collector = replicationCollector(config, 0.3);
  await leavingNoSockets(async () => {
    for (let round = 0; round < 10; round += 1) {
      const { reading, seconds } = await look(collector);
      expect(seconds).toBeLessThan(1.3);
      expect(reading?.status).toBe('down');
      expect(Object.values(replicasOf(reading ?? { status: 'down' })).map(({ status }) => status)).toEqual([
        'missing',
        'missing',
      ]);
    }
  });
});
