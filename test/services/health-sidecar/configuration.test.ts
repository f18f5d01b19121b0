import fc from 'fast-check';
import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '../../../services/health-sidecar/src/codes';
import { ConfigurationFile, parseConfiguration } from '../../../services/health-sidecar/src/configuration';
import { until } from '../redis/cluster';

const problemsOf = (text: string, env: NodeJS.ProcessEnv = {}): readonly string[] => {
  try {
    parseConfiguration(text, env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ code, where }) => `${code} ${where}`);
  }
};

/** What the constructs give an app that is connected to both. */
const CONNECTED = {
  DATABASE_HOST: 'shop-pooler',
  DATABASE_PORT: '6432',
  DATABASE_NAME: 'app',
  DATABASE_USER: 'app',
  DATABASE_PASSWORD_FILE: '/etc/scaleout/database/password',
  REDIS_MODE: 'cluster',
  REDIS_CLUSTER_NODES: 'shop-redis:6379',
  REDIS_PASSWORD_FILE: '/etc/scaleout/redis/password',
};

test('a stack and nothing to watch is enough: everything else has a default', () => {
  expect(parseConfiguration('{"stack":"shop"}', {})).toMatchObject({
    stack: 'shop',
    readiness: 'fail-open',
    sampling: { intervalSeconds: 5, timeoutSeconds: 2, staleSeconds: 24.5, maxBackoffSeconds: 15 },
  });
});

test('what a connection gives the app is what the sidecar watches', () => {
  expect(parseConfiguration('{"stack":"shop"}', CONNECTED)).toMatchObject({
    database: {
      host: 'shop-pooler',
      port: 6432,
      user: 'app',
      name: 'app',
      passwordFile: '/etc/scaleout/database/password',
    },
    redis: {
      mode: 'cluster',
      nodes: [{ host: 'shop-redis', port: 6379 }],
      user: 'default',
      passwordFile: '/etc/scaleout/redis/password',
      depth: 'any-node',
    },
  });
});

test('with a CA it is TLS, under the name that the certificate is for', () => {
  const env = { ...CONNECTED, DATABASE_SSLROOTCERT: '/ca.crt', REDIS_TLS_CA_FILE: '/ca.crt' };
  expect(parseConfiguration('{"stack":"shop"}', env)).toMatchObject({
    database: { tls: { caFile: '/ca.crt', serverName: 'shop-pooler' } },
    redis: { tls: { caFile: '/ca.crt' } },
    certificates: [{ file: '/ca.crt' }, { file: '/ca.crt' }],
  });
});

test('the file wins over the environment, and null takes away what the environment has', () => {
  const file = {
    stack: 'shop',
    database: null,
    redis: { mode: 'standalone', nodes: [{ host: 'r', port: 1 }], user: 'm' },
  };
  const read = parseConfiguration(JSON.stringify(file), CONNECTED);
  expect(read.database).toBeUndefined();
  expect(read.redis).toMatchObject({ mode: 'standalone', user: 'm' });
});

test('all that is wrong is told at once, each with its key', () => {
  const file = {
    stack: 'Shop!',
    pools: 1,
    app: { http: 'http://user:secret@host/' },
    disks: [{ path: 'relative' }],
    sampling: { intervalSeconds: -1 },
  };
  expect([...problemsOf(JSON.stringify(file), { DATABASE_HOST: 'db', DATABASE_PORT: 'x' })].sort()).toEqual([
    'SCALE-SIDECAR-002 app.http',
    'SCALE-SIDECAR-002 disks.0.path',
    'SCALE-SIDECAR-002 sampling.intervalSeconds',
    'SCALE-SIDECAR-002 stack',
    'SCALE-SIDECAR-002 the file',
    'SCALE-SIDECAR-003 DATABASE_NAME',
    'SCALE-SIDECAR-003 DATABASE_PORT',
    'SCALE-SIDECAR-003 DATABASE_USER',
  ]);
});

test('a schedule in which a failing component becomes unknown between two looks is refused', () => {
  expect(problemsOf('{"stack":"s","sampling":{"staleSeconds":18}}')).toEqual(['SCALE-SIDECAR-002 sampling']);
});

test('with long pauses a reading stays good for longer', () => {
  const { sampling } = parseConfiguration('{"stack":"s","sampling":{"intervalSeconds":120}}', {});
  expect(sampling).toMatchObject({ intervalSeconds: 120, maxBackoffSeconds: 120, staleSeconds: 182 });
});

test('a part that is switched off is none, and members may be those of a StatefulSet', () => {
  const replication = {
    ...{ user: 'monitor', name: 'app', port: 5432, tls: { enabled: false, caFile: '/ca.crt' } },
    members: { prefix: 'db', service: 'db-pods', count: 2 },
  };
  const file = { stack: 's', replication, pooler: { enabled: false, host: 'p', port: 6432, user: 'monitor' } };
  const read = parseConfiguration(JSON.stringify(file), {});
  expect(read.pooler).toBeUndefined();
  expect(read.replication).toEqual({
    ...{ user: 'monitor', name: 'app', port: 5432, maxLagSeconds: 5 },
    members: ['db-0.db-pods', 'db-1.db-pods'],
  });
});

test('a password in an address is not repeated in the refusal', () => {
  try {
    parseConfiguration('{"stack":"s","app":{"http":"http://u:hunter2@h/"}}', {
      REDIS_CLUSTER_NODES: 'redis://:hunter2@h',
    });
    throw new Error('it was taken');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).not.toContain('hunter2');
  }
});

test.each(['', '[]', 'null', '"x"', '{"stack"', '1'])('%j is no configuration', (text) => {
  expect(problemsOf(text)).toEqual(['SCALE-SIDECAR-001 the file']);
});

test.each(['not an address', 'http://', 'http://127.0.0.1:8000health', 'http://127.0.0.1:99999/', 'http://a b/'])(
  'the address %j of an app is refused with a code',
  (http) => {
    expect(problemsOf(JSON.stringify({ stack: 'shop', app: { http } }))).toEqual(['SCALE-SIDECAR-002 app.http']);
  },
);

test.each([
  ['that is none', { status: '/nginx_status' }, 'edge.status'],
  ['of a file', { status: 'file:///nginx_status' }, 'edge.status'],
  ['with a password', { status: 'http://u:hunter2@h/' }, 'edge.status'],
  ['that is missing', {}, 'edge.status'],
  ['and something else', { status: 'http://127.0.0.1:8081/', port: 1 }, 'edge'],
])('an edge with an address %s is refused with a code', (_, edge, where) => {
  expect(problemsOf(JSON.stringify({ stack: 'shop', edge }))).toEqual([`SCALE-SIDECAR-002 ${where}`]);
});

test('an edge is the address of its figures, and can be switched off', () => {
  const status = 'http://127.0.0.1:8081/nginx_status';
  const read = (edge: object) => parseConfiguration(JSON.stringify({ stack: 'shop', edge }), {}).edge;
  expect(read({ status })).toEqual({ status });
  expect(read({ status, enabled: false })).toBeUndefined();
});

test('whatever the file holds, it is read or refused with a code', () => {
  const key = fc.constantFrom(
    'stack',
    'app',
    'edge',
    'database',
    'redis',
    'sampling',
    'limits',
    'disks',
    'http',
    'host',
    'port',
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(key, fc.string()), tie('value'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        value.map((of) => JSON.stringify(of)),
      ),
      (text) => {
        for (const problem of problemsOf(text, { DATABASE_HOST: text }))
          expect(problem).toMatch(/^SCALE-SIDECAR-00[123] /);
      },
    ),
    { numRuns: 300 },
  );
});

describe('while it runs', () => {
  let folder: string;
  let file: ConfigurationFile | undefined;
  const told: string[] = [];
  const note = (word: string) => (_fields: object, message?: string) => told.push(`${word}: ${String(message)}`);
  const log = { info: note('info'), warn: note('warn'), error: note('error') } as never;

  /** Puts the file where the kubelet would: behind a link that is swapped. */
  function mount(text: string): void {
    const version = mkdtempSync(join(folder, 'v'));
    writeFileSync(join(version, 'sidecar.json'), text);
    symlinkSync(version, join(folder, '..new'));
    renameSync(join(folder, '..new'), join(folder, '..data'));
  }

  beforeEach(() => {
    told.length = 0;
    folder = mkdtempSync(join(tmpdir(), 'sidecar-'));
    mount('{"stack":"one"}');
    symlinkSync('..data/sidecar.json', join(folder, 'sidecar.json'));
  });
  afterEach(() => {
    file?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a changed file is followed, one that is not usable is told once and changes nothing', async () => {
    const seen: string[] = [];
    file = new ConfigurationFile(join(folder, 'sidecar.json'), {}, log);
    file.follow(({ stack }) => seen.push(stack), 20);
    mount('{"stack":"two"}');
    await until('the second is in force', () => seen.at(-1) === 'two');
    mount('{"stack":"No"}');
    await until('it is told', () => told.some((line) => line.startsWith('error')));
    expect(file.current.stack).toBe('two');
    expect(file.isCurrent).toBe(false);
    rmSync(join(folder, 'sidecar.json'));
    mount('{"stack":"three"}');
    symlinkSync('..data/sidecar.json', join(folder, 'sidecar.json'));
    await until('the third is in force', () => seen.at(-1) === 'three');
    expect(file.isCurrent).toBe(true);
    expect(told.filter((line) => line.startsWith('error'))).toHaveLength(1);
  });

  test('who mends one mistake and makes another is told of both', async () => {
    file = new ConfigurationFile(join(folder, 'sidecar.json'), {}, log);
    file.follow(() => undefined, 20);
    const errors = () => told.filter((line) => line.startsWith('error')).length;
    mount('{"stack":"No"}');
    await until('the first is told', () => errors() === 1);
    mount('{"stack":"two","readiness":"perhaps"}');
    await until('the second is told', () => errors() === 2);
    expect(file.current.stack).toBe('one');
  });
});
