import { Client } from 'pg';
import { databaseCollector } from '../../../../services/health-sidecar/src/postgres';
import { describePgbouncer, describePostgres } from '../../postgres-server/describe';
import { startPgbouncer } from '../../postgres-server/pgbouncer';
import { startReplica, type Postgres } from '../../postgres-server/postgres';
import { until } from '../../redis/cluster';
import { APP, startPrimary } from './cluster';
import { leavingNoSockets, look, passwordFile, readingOf, valuesOf } from './look';

jest.setTimeout(60_000);

const config = ({ host, port }: Pick<Postgres, 'host' | 'port'>) => ({
  host,
  port,
  user: APP.user,
  passwordFile: APP.passwordFile(),
  name: 'app',
});

const sidecars = async (primary: Postgres) =>
  primary.call("SELECT pid FROM pg_stat_activity WHERE application_name = 'scaleout-sidecar'");

describePostgres('the database, asked straight', () => {
  let primary: Postgres;
  beforeAll(async () => {
    primary = await startPrimary();
  });

  test('answers, and the connections of the own pool are counted without its own', async () => {
    const pool = await Promise.all(
      [1, 2, 3].map(async () => {
        const client = new Client({ host: primary.host, port: primary.port, ...APP, database: 'app' });
        return client.connect();
      }),
    );
    await pool[0]?.query('BEGIN');
    const collector = databaseCollector(config(primary));
    const reading = await readingOf(collector);
    await collector.close?.();
    await Promise.all(pool.map((client) => client.end()));
    expect(reading.status).toBe('ok');
    expect(reading.facts).toMatchObject({ pool_size: 3, checked_out: 1, takes_writes: true });
    expect(reading.facts?.['latency_ms']).toBeGreaterThan(0);
    const values = valuesOf(reading);
    expect(values).toMatchObject({
      database_up: 1,
      'db_pool_size{pool="app"}': 3,
      'db_pool_checked_out{pool="app"}': 1,
    });
    expect(values['database_latency_seconds']).toBeGreaterThan(0);
  });

  test('many looks take one connection, and leave nothing in it', async () => {
    await until('those of before are gone', async () => (await sidecars(primary)).length === 0);
    const collector = databaseCollector(config(primary));
    for (let round = 0; round < 20; round += 1) await readingOf(collector);
    expect(await sidecars(primary)).toHaveLength(1);
    const [row] = await primary.call(
      "SELECT state, xact_start FROM pg_stat_activity WHERE application_name = 'scaleout-sidecar'",
    );
    expect(row).toEqual({ state: 'idle', xact_start: null });
    await leavingNoSockets(async () => {
      await collector.close?.();
    });
  });

  test('a connection that was ended between two looks is no fault', async () => {
    const collector = databaseCollector(config(primary));
    for (let round = 0; round < 5; round += 1) {
      expect((await readingOf(collector)).status).toBe('ok');
      await primary.call(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'scaleout-sidecar'",
      );
    }
    await collector.close?.();
  });

  test('a wrong password is told, and the right one is taken as soon as it is in the file', async () => {
    const file = passwordFile('changing');
    const collector = databaseCollector({ ...config(primary), passwordFile: file });
    await leavingNoSockets(async () => {
      for (let round = 0; round < 10; round += 1) {
        const { error } = await look(collector);
        expect(error).toMatchObject({ name: 'CollectorError', reason: 'it refused the login' });
      }
    });
    await primary.call("ALTER ROLE app PASSWORD 'changing'");
    expect((await readingOf(collector)).status).toBe('ok');
    await primary.call(`ALTER ROLE app PASSWORD '${APP.password}'`);
    await collector.close?.();
  });

  test('a replica takes no writes, and who does is looked for by the next look', async () => {
    const replica = await startReplica(primary);
    const collector = databaseCollector(config(replica));
    const reading = await readingOf(collector);
    expect(reading).toMatchObject({ status: 'degraded', reason: 'it takes no writes', facts: { takes_writes: false } });
    await until('it has let go', async () => (await sidecars(replica)).length === 0);
    await collector.close?.();
    await replica.kill();
  });

  test('a server that is held costs the time of a run and no more, ten times over, and is seen again when it goes on', async () => {
    const collector = databaseCollector(config(primary), 0.3);
    await leavingNoSockets(async () => {
      await until('it answers', async () => (await look(collector)).reading?.status === 'ok');
      await primary.kill('SIGSTOP');
      for (let round = 0; round < 10; round += 1) {
        const { reading, seconds } = await look(collector);
        expect(reading).toBeUndefined();
        expect(seconds).toBeLessThan(1.3);
      }
      await primary.kill('SIGCONT');
      await until('it answers', async () => (await look(collector)).reading?.status === 'ok');
      await collector.close?.();
    });
  });

  test('the server gives up by itself what nobody waits for any more', async () => {
    const collector = databaseCollector(config(primary), 0.5);
    await until('it answers', async () => (await look(collector)).reading?.status === 'ok');
    const locker = new Client({ host: primary.host, port: primary.port, user: 'postgres', database: 'app' });
    await locker.connect();
    // Whoever looks at sessions has to know the roles.
    await locker.query('BEGIN; LOCK pg_authid, pg_database IN ACCESS EXCLUSIVE MODE');
    expect((await look(collector)).reading).toBeUndefined();
    // Whoever holds the locks sees it wait.
    await until('it is gone', async () => {
      const { rows } = await locker.query("SELECT FROM pg_stat_activity WHERE application_name = 'scaleout-sidecar'");
      return rows.length === 0;
    });
    await locker.query('ROLLBACK');
    await locker.end();
    await collector.close?.();
  });
});

describePgbouncer('the database, asked through the pooler', () => {
  test('answers too, and tells no connections of a pool, since all pods share them', async () => {
    const primary = await startPrimary();
    const pooler = await startPgbouncer(primary, { users: { app: APP.password } });
    const collector = databaseCollector(config(pooler));
    for (let round = 0; round < 3; round += 1) {
      const reading = await readingOf(collector);
      expect(reading).toMatchObject({ status: 'ok', facts: { pool_size: null, checked_out: null } });
      expect(Object.keys(valuesOf(reading)).sort()).toEqual(['database_latency_seconds', 'database_up']);
    }
    await collector.close?.();
    const [row] = await throughPooler(pooler, 'SHOW statement_timeout');
    expect(row).toEqual({ statement_timeout: '0' });
  });

  test('a database that is away behind a pooler that is there is told by the end of the time', async () => {
    const primary = await startPrimary();
    const pooler = await startPgbouncer(primary, { users: { app: APP.password } });
    const collector = databaseCollector(config(pooler), 0.5);
    await until('it answers', async () => (await look(collector)).reading?.status === 'ok');
    await primary.kill();
    await leavingNoSockets(async () => {
      for (let round = 0; round < 10; round += 1) {
        const { reading, seconds } = await look(collector);
        expect(reading).toBeUndefined();
        expect(seconds).toBeLessThan(1.5);
      }
    });
  });
});

async function throughPooler({ host, port }: Pick<Postgres, 'host' | 'port'>, sql: string) {
  const client = new Client({ host, port, ...APP, database: 'app' });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows;
}
