import { randomUUID } from 'node:crypto';
import { ConfigError } from '@scaleout/runtime';
import { migrate } from '../../../services/demo-api/src/migrate';
import { demoApi } from '../../../services/demo-api/src/service';
import { startCluster, startPrimary } from '../health-sidecar/postgres/cluster';
import { serve } from '../in-process';
import { describePostgres } from '../postgres-server/describe';
import type { Postgres } from '../postgres-server/postgres';
import { freePort } from '../redis/addresses';
import { until } from '../redis/cluster';
import { databaseEnvOf } from './database';

const api = (env: NodeJS.ProcessEnv = {}) => serve(demoApi, { LOG_LEVEL: 'warn', HOSTNAME: 'api-1', ...env });
type Api = Awaited<ReturnType<typeof api>>;

const post = ({ ask }: Pick<Api, 'ask'>, note: unknown) =>
  ask('/api/v1/notes', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(note),
  });
const note = (text = 'hello') => ({ id: randomUUID(), text });

test.each(['/api/v1/notes', `/api/v1/notes/${randomUUID()}`, '/api/v1/summary'])(
  'without a database %s is a coded 404 that says what is missing',
  async (path) => {
    const { ask } = await api({ DATABASE_HOST: '' });
    const { status, json } = await ask(path);
    expect([status, json['code']]).toEqual([404, 'NOT_CONFIGURED']);
    expect(json['message']).toContain('DATABASE_HOST names no Postgres');
  },
);

test('a password file that cannot be read is an error of the configuration', async () => {
  const wrong = api({ DATABASE_HOST: 'shop-pooler', DATABASE_PASSWORD_FILE: '/nothing/here' });
  await expect(wrong).rejects.toThrow(ConfigError);
  await expect(wrong).rejects.toThrow('DATABASE_PASSWORD_FILE');
});

test('while the database is away the service is ready, and notes are a coded 503 once patience is over', async () => {
  const port = String(await freePort('127.0.0.1'));
  const running = await api({ DATABASE_HOST: '127.0.0.1', DATABASE_PORT: port, DATABASE_PATIENCE_SECONDS: '1' });
  const begin = performance.now();
  const answers = await Promise.all([post(running, note()), running.ask('/api/v1/notes')]);
  expect(answers.map(({ status, json }) => [status, json['code']])).toEqual([
    [503, 'UNAVAILABLE'],
    [503, 'UNAVAILABLE'],
  ]);
  expect(performance.now() - begin).toBeLessThan(2500);
  expect((await running.ask('/health/ready')).status).toBe(200);
  const logged = running.logged().filter(({ msg }) => msg === 'the database did not do it');
  expect(logged).toHaveLength(2);
});

test('a migration without a database is an error that says so', async () => {
  await expect(migrate('demo-api', {})).rejects.toThrow('DATABASE_HOST');
});

describePostgres('notes', () => {
  let primary: Postgres;
  let replica: Postgres;
  beforeAll(async () => {
    [primary, replica] = (await startCluster(1)) as [Postgres, Postgres];
  }, 60_000);
  afterEach(() => primary.call('DROP TABLE IF EXISTS demo_notes', 'app'));

  test('a note is written on the primary, which is named, and read from a replica, which says how far it is behind', async () => {
    const running = await api(databaseEnvOf(primary, replica));
    const sent = note('a note');
    const written = await post(running, sent);
    expect(written.status).toBe(201);
    expect(written.json).toMatchObject({
      pod: 'api-1',
      created: true,
      note: { ...sent, pod: 'api-1' },
      database: { server: primary.host, inRecovery: false, behindBytes: 0, behindSeconds: 0 },
    });
    await until('the replica has it', async () => (await running.ask(`/api/v1/notes/${sent.id}`)).status === 200);
    const read = await running.ask(`/api/v1/notes/${sent.id}`);
    expect(read.headers['cache-control']).toBe('no-store');
    expect(read.json).toMatchObject({
      pod: 'api-1',
      note: { ...sent, createdAt: (written.json['note'] as { createdAt: string }).createdAt },
      database: { server: replica.host, inRecovery: true, behindBytes: 0, behindSeconds: 0 },
    });
  });

  test('the same id again changes nothing and is a 200 with the note that is kept', async () => {
    const running = await api(databaseEnvOf(primary));
    const sent = note('first');
    expect((await post(running, sent)).status).toBe(201);
    const again = await post(running, { ...sent, text: 'second' });
    expect(again.status).toBe(200);
    expect(again.json).toMatchObject({ created: false, note: sent });
    expect(await primary.call('SELECT text FROM demo_notes', 'app')).toEqual([{ text: 'first' }]);
  });

  test('the latest come first, as many as are asked for', async () => {
    const running = await api(databaseEnvOf(primary));
    for (const text of ['one', 'two', 'three']) await post(running, note(text));
    const { json } = await running.ask('/api/v1/notes?limit=2');
    expect((json['notes'] as { text: string }[]).map(({ text }) => text)).toEqual(['three', 'two']);
  });

  test('many who need the table first make it once', async () => {
    const pods = await Promise.all([1, 2, 3].map(() => api(databaseEnvOf(primary))));
    const written = await Promise.all([...pods, ...pods, ...pods].map((pod) => post(pod, note())));
    expect(written.map(({ status }) => status)).toEqual(written.map(() => 201));
  });

  test('a migration makes the table, and again changes nothing', async () => {
    const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    await migrate('demo-api', databaseEnvOf(primary));
    await migrate('demo-api', databaseEnvOf(primary));
    expect(said).toHaveBeenCalledTimes(2);
    said.mockRestore();
    const owners = await primary.call("SELECT tableowner FROM pg_tables WHERE tablename = 'demo_notes'", 'app');
    expect(owners).toEqual([{ tableowner: 'app_owner' }]);
  });

  test('before there is a table, reading is a coded 503 at once', async () => {
    const { ask } = await api(databaseEnvOf(primary));
    const begin = performance.now();
    const { status, json } = await ask('/api/v1/notes');
    expect([status, json['code']]).toEqual([503, 'UNAVAILABLE']);
    expect(json['message']).toContain('table');
    expect(performance.now() - begin).toBeLessThan(2000);
  });

  test.each([
    [{ id: 'x', text: 'a' }],
    [{ id: randomUUID(), text: '' }],
    [{ id: randomUUID(), text: 'x'.repeat(501) }],
    [{ id: randomUUID(), text: 'a\u0000b' }],
    [{ id: randomUUID() }],
    ['text'],
  ])('%j is no note: a coded 400 that says the rule', async (wrong) => {
    const { status, json } = await post(await api(databaseEnvOf(primary)), wrong);
    expect([status, json['code']]).toEqual([400, 'INVALID_PARAMETER']);
    expect(json['message']).toContain('1 to 500 characters');
  });

  test.each(['0', '101', 'x', '-1'])('limit=%s is a coded 400', async (limit) => {
    const { ask } = await api(databaseEnvOf(primary));
    expect((await ask(`/api/v1/notes?limit=${limit}`)).json).toMatchObject({ code: 'INVALID_PARAMETER' });
  });

  test('what nobody wrote is a coded 404', async () => {
    const running = await api(databaseEnvOf(primary));
    await post(running, note());
    expect((await running.ask(`/api/v1/notes/${randomUUID()}`)).json).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a primary that is silent costs a 503 within the patience, and notes are written again when it is back', async () => {
    const running = await api({ ...databaseEnvOf(primary), DATABASE_PATIENCE_SECONDS: '1' });
    await post(running, note());
    await primary.kill('SIGSTOP');
    const begin = performance.now();
    expect((await post(running, note())).status).toBe(503);
    expect(performance.now() - begin).toBeLessThan(2500);
    await primary.kill('SIGCONT');
    expect((await post(running, note())).status).toBe(201);
  });

  test('a primary that restarts within the patience costs no error', async () => {
    const running = await api({ ...databaseEnvOf(primary), DATABASE_PATIENCE_SECONDS: '10' });
    await post(running, note());
    await primary.stop();
    const pending = post(running, note());
    primary = await primary.restart();
    expect((await pending).status).toBe(201);
  });
});

describePostgres('a database alone', () => {
  let primary: Postgres;
  beforeAll(async () => {
    primary = await startPrimary();
  }, 60_000);

  test('reads go to the primary when no replicas are named', async () => {
    const running = await api({ ...databaseEnvOf(primary), DATABASE_REPLICA_HOST: '' });
    const sent = note();
    await post(running, sent);
    const { json } = await running.ask(`/api/v1/notes/${sent.id}`);
    expect(json).toMatchObject({ database: { server: primary.host, inRecovery: false } });
  });

  test('reading cannot write', async () => {
    const running = await api({
      ...databaseEnvOf(primary),
      ...{ DATABASE_REPLICA_HOST: '', DATABASE_PATIENCE_SECONDS: '1' },
    });
    await primary.call('DROP TABLE IF EXISTS demo_notes', 'app');
    await post(running, note());
    await primary.call(
      'CREATE FUNCTION w() RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM demo_notes; RETURN 1; END $$; ' +
        'ALTER TABLE demo_notes RENAME TO kept; CREATE VIEW demo_notes AS SELECT *, w() FROM kept; ' +
        'GRANT ALL ON demo_notes TO app_owner',
      'app',
    );
    expect((await running.ask('/api/v1/notes')).status).toBe(503);
    expect(await primary.call('SELECT count(*)::int FROM kept', 'app')).toEqual([{ count: 1 }]);
  });
});
