import { Client } from 'pg';
import { poolerCollector } from '../../../../services/health-sidecar/src/postgres';
import { connect, type Target } from '../../../../services/health-sidecar/src/postgres/connection';
import { Sampler } from '../../../../services/health-sidecar/src/sampler';
import { describePgbouncer } from '../../postgres-server/describe';
import { startPgbouncer, type Pgbouncer } from '../../postgres-server/pgbouncer';
import type { Postgres } from '../../postgres-server/postgres';
import { until } from '../../redis/cluster';
import { APP, MONITOR, startPrimary } from './cluster';
import { leavingNoSockets, look, passwordFile, readingOf, valuesOf } from './look';

jest.setTimeout(60_000);

const TIMEOUT = 1;

describePgbouncer('two poolers behind one name', () => {
  let primary: Postgres;
  let a: Pgbouncer;
  let b: Pgbouncer;
  /** What the name leads to. */
  let addresses: readonly string[];

  beforeAll(async () => {
    primary = await startPrimary();
    const options = {
      users: { [APP.user]: APP.password, [MONITOR.user]: 'watching', boss: 'bossing' },
      config: { stats_users: MONITOR.user, admin_users: 'boss', default_pool_size: 2, max_db_connections: 7 },
    };
    a = await startPgbouncer(primary, options);
    b = await startPgbouncer(primary, { ...options, port: a.port });
  });
  beforeEach(() => {
    addresses = [a.host, b.host];
  });

  const collectorOf = (password = MONITOR.passwordFile(), open = connect) =>
    poolerCollector({ host: 'poolers', port: a.port, user: MONITOR.user, passwordFile: password }, TIMEOUT, open, () =>
      Promise.resolve(addresses),
    );
  const client = async ({ host, port }: Pgbouncer) => new Client({ host, port, ...APP, database: 'app' }).connect();
  const administer = async (command: string) => {
    const boss = new Client({ host: a.host, port: a.port, user: 'boss', password: 'bossing', database: 'pgbouncer' });
    await boss.connect();
    await boss.query(command);
    await boss.end();
  };

  test('tell their clients, who waits, and the connections to the database of both together', async () => {
    const [first, second, third, elsewhere] = await Promise.all([client(a), client(a), client(a), client(b)]);
    await first.query('BEGIN');
    await second.query('BEGIN');
    await elsewhere.query('SELECT 1');
    const waiting = third.query('SELECT 1');
    const collector = collectorOf();
    const waits = `pooler_clients{pooler="${a.host}",state="waiting"}`;
    await until('one waits', async () => valuesOf(await readingOf(collector))[waits] === 1);
    const reading = await readingOf(collector);
    expect(reading.status).toBe('ok');
    expect(reading.facts).toMatchObject({
      pool_size: 3,
      checked_out: 2,
      poolers: { [a.host]: { answers: true, servers: 2, servers_max: 7, paused: [] } },
    });
    const values = valuesOf(reading);
    expect(values).toMatchObject({
      [`pooler_up{pooler="${a.host}"}`]: 1,
      [`pooler_up{pooler="${b.host}"}`]: 1,
      [`pooler_clients{pooler="${a.host}",state="active"}`]: 2,
      [`pooler_max_wait_seconds{pooler="${b.host}"}`]: 0,
      'db_pool_size{pool="pooler"}': 3,
      'db_pool_checked_out{pool="pooler"}': 2,
    });
    expect(values[`pooler_max_wait_seconds{pooler="${a.host}"}`]).toBeGreaterThan(0);
    await first.query('COMMIT');
    await waiting;
    await Promise.all([first, second, third, elsewhere].map((each) => each.end()));
    await leavingNoSockets(async () => {
      await collector.close?.();
    });
  });

  test('one that holds a database back is told', async () => {
    const collector = collectorOf();
    await administer('PAUSE app');
    expect(await readingOf(collector)).toMatchObject({ status: 'degraded', reason: `${a.host}: it holds back app` });
    await administer('RESUME app');
    expect((await readingOf(collector)).status).toBe('ok');
    await collector.close?.();
  });

  test('one that is held is not up, and the sum of the others does not stand for all, ten times over', async () => {
    const collector = collectorOf();
    await leavingNoSockets(async () => {
      await readingOf(collector);
      await b.kill('SIGSTOP');
      for (let round = 0; round < 10; round += 1) {
        const { reading, seconds } = await look(collector);
        expect(seconds).toBeLessThan(TIMEOUT);
        expect(reading).toMatchObject({ status: 'degraded', reason: `${b.host}: it does not answer in time` });
        expect(reading?.facts).toMatchObject({ pool_size: null, checked_out: null });
        expect(Object.keys(valuesOf(reading ?? {})).filter((name) => name.startsWith('db_pool'))).toEqual([]);
      }
      await b.kill('SIGCONT');
      await until('it is ok', async () => (await readingOf(collector)).status === 'ok');
      await collector.close?.();
    });
  });

  test('one that has gone from the name is not asked any more, and its connection is given up', async () => {
    const asked: string[] = [];
    const collector = collectorOf(MONITOR.passwordFile(), (target: Target) => {
      asked.push(target.host);
      return connect(target);
    });
    await readingOf(collector);
    addresses = [a.host];
    const reading = await readingOf(collector);
    expect(Object.keys(reading.facts?.['poolers'] as object)).toEqual([a.host]);
    await readingOf(collector);
    expect(asked).toEqual([a.host, b.host]);
    await collector.close?.();
  });

  test('a wrong password is told by each, without what the pooler says', async () => {
    const collector = collectorOf(passwordFile('wrong'));
    await leavingNoSockets(async () => {
      for (let round = 0; round < 10; round += 1) {
        const { reading } = await look(collector);
        expect(reading?.status).toBe('down');
        expect(reading?.reason).toMatch(/^no pooler answers; \S+: it refused the (login|connection); \S+: it refused/);
        expect(JSON.stringify(reading)).not.toMatch(/wrong|monitor/);
      }
    });
  });

  test('a name that leads nowhere, and one whose lookup hangs, fail in time with one lookup', async () => {
    let lookups = 0;
    const hanging = poolerCollector({ host: 'poolers', port: a.port, user: MONITOR.user }, 0.1, connect, () => {
      lookups += 1;
      return new Promise(() => undefined);
    });
    for (let round = 0; round < 3; round += 1) expect((await look(hanging)).seconds).toBeLessThan(1);
    expect(lookups).toBe(1);
    const nowhere = poolerCollector({ host: 'no-such-host.invalid', port: a.port, user: MONITOR.user }, 5);
    expect((await look(nowhere)).error).toMatchObject({ reason: 'its host name is not known' });
  });

  test('the sampler sees them go and come back', async () => {
    const schedule = { intervalSeconds: 0.05, timeoutSeconds: TIMEOUT, staleSeconds: 5, maxBackoffSeconds: 0.2 };
    const log = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
    await leavingNoSockets(async () => {
      const sampler = new Sampler([collectorOf()], schedule, log);
      sampler.start();
      await until('it is ok', () => sampler.snapshots[0]?.status === 'ok');
      await Promise.all([a.kill('SIGSTOP'), b.kill('SIGSTOP')]);
      await until('it is down', () => sampler.snapshots[0]?.status === 'down');
      expect(valuesOf(sampler.snapshots[0]?.reading ?? {})).toEqual({
        [`pooler_up{pooler="${a.host}"}`]: 0,
        [`pooler_up{pooler="${b.host}"}`]: 0,
      });
      await Promise.all([a.kill('SIGCONT'), b.kill('SIGCONT')]);
      await until('it is ok', () => sampler.snapshots[0]?.status === 'ok');
      await sampler.stop();
    });
  });
});
