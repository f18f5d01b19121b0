import type { PostgresClusterProps } from '../../../constructs';
import type { Durability } from '../../../constructs/postgres/durability';
import { codesOf, pick } from '../support';
import { settings, synth } from './synth';

const dynamic = (props: PostgresClusterProps, path: string) => pick(settings(props).dynamic, path);
const local = (props: PostgresClusterProps, path: string) => pick(settings(props).local, path);
const hba = (props: PostgresClusterProps = {}) => local(props, 'postgresql.pg_hba') as string[];
const TLS: PostgresClusterProps = { tls: { enabled: true, existingSecret: 'cert' } };

describe('durability', () => {
  test.each<[Durability, string, object]>([
    [
      'balanced',
      'a commit waits for a replica as long as there is one',
      { synchronous_mode: 'quorum', synchronous_mode_strict: false, primary_start_timeout: 0 },
    ],
    [
      'zero-loss',
      'a commit waits even when there is none',
      { synchronous_mode: 'quorum', synchronous_mode_strict: true, primary_start_timeout: 0 },
    ],
    [
      'async-fast',
      'no commit waits, and a crashed primary may come back with those it has',
      { synchronous_mode: 'off', synchronous_mode_strict: false, primary_start_timeout: 300 },
    ],
  ])('%s: %s', (durability, _, promised) => {
    expect(settings({ durability }).dynamic).toMatchObject({ ...promised, synchronous_node_count: 1 });
  });
  test('another profile is refused', () => {
    expect(codesOf(() => synth({ postgres: { durability: 'fast' as never } }))).toEqual(['SCALE-VALUES-005']);
  });
});

describe('failover', () => {
  test('times are those of the values, and by default fit each other', () => {
    const failover = { ttlSeconds: 60, loopWaitSeconds: 10, retryTimeoutSeconds: 20, maximumLagBytes: 0 };
    expect(settings({ failover }).dynamic).toMatchObject({
      ttl: 60,
      loop_wait: 10,
      retry_timeout: 20,
      maximum_lag_on_failover: 0,
    });
    const { ttl, loop_wait, retry_timeout } = settings().dynamic as Record<string, number>;
    expect(Number(loop_wait) + 2 * Number(retry_timeout)).toBeLessThanOrEqual(Number(ttl));
  });
  test('an API server that is away does not demote the primary', () => {
    expect(dynamic({}, 'failsafe_mode')).toBe(true);
  });
  test('a former primary can rejoin, and a member that is away keeps its slot for a while', () => {
    expect(dynamic({}, 'postgresql')).toMatchObject({ use_pg_rewind: true, use_slots: true });
    expect(dynamic({}, 'member_slots_ttl')).toBe('2h');
    expect(dynamic({}, 'postgresql.parameters.max_slot_wal_keep_size')).toMatch(/^[1-9]\d*MB$/);
    expect(local({}, 'bootstrap.initdb')).toContain('data-checksums');
  });
});

describe('parameters', () => {
  test('are what is computed from the memory', () => {
    expect(dynamic({ resources: { limits: { memory: '4Gi' } } }, 'postgresql.parameters')).toMatchObject({
      max_connections: 409,
      shared_buffers: '1024MB',
      effective_cache_size: '3072MB',
      password_encryption: 'scram-sha-256',
    });
  });
  test('are texts or numbers, as a switch would be none for Patroni', () => {
    const values = Object.values(dynamic({}, 'postgresql.parameters') as object);
    expect(values.filter((value) => !['string', 'number'].includes(typeof value))).toEqual([]);
  });
  test('keep no more connections for superusers than values may set aside at least', () => {
    expect(dynamic({}, 'postgresql.parameters.superuser_reserved_connections')).toBe(5);
    expect(codesOf(() => synth({ postgres: { reservedConnections: 4 } }))).toEqual(['SCALE-VALUES-003']);
  });
  test('of the values are a file of their own, as they are', () => {
    const parameters = { work_mem: '64MB', 'auto_explain.log_min_duration': '1s' };
    expect(JSON.parse(settings({ parameters }).data['parameters.json'] ?? '')).toEqual(parameters);
    expect(settings({ parameters }).dynamic).toEqual(settings().dynamic);
  });
  test.each(['fsync', 'full_page_writes', 'synchronous_standby_names', 'max_connections', 'ssl_cert_file', 'port'])(
    'that would break a promise are refused: %s',
    (name) => {
      expect(codesOf(() => synth({ postgres: { parameters: { [name]: 'off' } } }))).toEqual(['SCALE-VALUES-007']);
    },
  );
});

describe('who may log in', () => {
  const rules = (props?: PostgresClusterProps) => hba(props).map((line) => line.split(/\s+/));
  test('over the network nobody without a password, and at the end nobody', () => {
    for (const props of [{}, TLS]) {
      const remote = rules(props).filter(([type]) => type !== 'local');
      expect(remote.map((line) => line.at(-1))).toEqual([
        ...Array<string>(remote.length - 2).fill('scram-sha-256'),
        'reject',
        'reject',
      ]);
    }
    expect(hba().slice(-2)).toEqual(['host all all all reject', 'host replication all all reject']);
  });
  test('superusers only from inside the container', () => {
    const lines = rules().filter(([, , user, , method]) => user === 'postgres' && method !== 'reject');
    expect(lines).toEqual([['local', 'all', 'postgres', 'peer']]);
    expect(hba().filter((line) => / (trust|password|md5|ident)$/.test(line))).toEqual([]);
  });
  test('apps only in their database, the two users of them by one group', () => {
    expect(hba({ database: 'orders', user: 'web' })).toEqual(
      expect.arrayContaining([
        'host orders pgbouncer all scram-sha-256',
        'host orders +web_owner all scram-sha-256',
        'host replication standby all scram-sha-256',
        'host postgres rewind all scram-sha-256',
      ]),
    );
  });
  test('others as the values say, before everyone else is refused', () => {
    const rule = { database: 'app', user: '+analysts', address: '10.0.0.0/8', method: 'scram-sha-256' } as const;
    expect(hba({ hba: [rule] }).at(-3)).toBe('host app +analysts 10.0.0.0/8 scram-sha-256');
  });
  test('a certificate is asked for over TLS alone, as Postgres refuses a file that says otherwise', () => {
    const rule = { database: 'app', user: 'web', address: 'all', method: 'cert' } as const;
    expect(hba({ hba: [rule] }).at(-3)).toBe('hostssl app web all cert');
  });
  test.each([
    [{ method: 'trust' }, 'SCALE-VALUES-005'],
    [{ method: 'md5' }, 'SCALE-VALUES-005'],
    [{ user: 'a all all trust\n    - host all' }, 'SCALE-VALUES-004'],
    [{ address: '0.0.0.0/0 trust #' }, 'SCALE-VALUES-004'],
  ])('a rule that would let others in is refused: %j', (change, code) => {
    const rule = { database: 'app', user: 'a', address: 'all', method: 'reject', ...change };
    expect(codesOf(() => synth({ postgres: { hba: [rule as never] } }))).toEqual([code]);
  });
  test('with TLS nobody without it', () => {
    const rule = { database: 'app', user: 'a', address: 'all', method: 'cert' } as const;
    const accepted = rules({ ...TLS, hba: [rule] }).filter((line) => line[0] !== 'local' && line.at(-1) !== 'reject');
    expect(new Set(accepted.map(([type]) => type))).toEqual(new Set(['hostssl']));
  });
});

describe('TLS', () => {
  test('is off unless it is asked for', () => {
    expect(local({}, 'postgresql.parameters')).not.toHaveProperty('ssl');
    expect(local({}, 'postgresql.authentication.replication')).not.toHaveProperty('sslmode');
  });
  test('is for clients and for members among themselves', () => {
    expect(local(TLS, 'postgresql.parameters')).toMatchObject({ ssl: 'on', ssl_ca_file: '/etc/scaleout/tls/ca.crt' });
    for (const user of ['replication', 'rewind']) {
      expect(local(TLS, `postgresql.authentication.${user}`)).toMatchObject({ sslmode: 'verify-ca' });
    }
  });
  test('that is not required keeps nobody out, and lets members without it go on', () => {
    const offered = { tls: { ...TLS.tls, required: false } };
    expect(local(offered, 'postgresql.parameters')).toMatchObject({ ssl: 'on' });
    expect((local(offered, 'postgresql.pg_hba') as string[]).filter((line) => line.startsWith('hostssl'))).toEqual([]);
    for (const user of ['replication', 'rewind']) {
      expect(local(offered, `postgresql.authentication.${user}`)).toMatchObject({ sslmode: 'prefer' });
    }
  });
});

test('the log goes to its own volume from the first start and from every copy', () => {
  const waldir = { waldir: '/var/lib/postgresql/wal/pg_wal' };
  const props = { storage: { wal: { enabled: true } } };
  expect(local(props, 'bootstrap.initdb')).toContainEqual(waldir);
  expect(local(props, 'postgresql.basebackup')).toContainEqual(waldir);
  expect(local({}, 'postgresql.basebackup')).not.toContainEqual(waldir);
});

test('Patroni keeps its state in Endpoints that it knows by the cluster, as the pods are labelled', () => {
  const labels = pick(synth().get('StatefulSet'), 'spec.template.metadata.labels');
  const kubernetes = local({}, 'kubernetes') as { scope_label: string; labels: object };
  expect(kubernetes).toMatchObject({ use_endpoints: true, role_label: 'role' });
  expect(labels).toMatchObject({ ...kubernetes.labels, [kubernetes.scope_label]: local({}, 'scope') });
});

test('no file of the configuration has a password', () => {
  const keys: string[] = [];
  const { local: one, dynamic: other } = settings(TLS);
  JSON.stringify([one, other], (key, value: unknown) => (keys.push(key), value));
  expect(keys.filter((key) => /pass(word)?$/i.test(key) && key !== 'pgpass')).toEqual([]);
});
