import { Chart, Testing } from 'cdk8s';
import { z } from 'zod';
import { Pooler, poolerValues, postgresValues } from '../../../constructs';
import { CODES } from '../../../constructs/errors';
import type { InstalledObject } from '../../../constructs/values/evaluate';
import { resolveProps } from '../../../constructs/values/props';
import { refs } from '../../../constructs/values/refs';
import { rulesOf } from '../../../constructs/values/rules';
import { codesOf, RELEASE } from '../support';
import { build, refusals, synth, type Given } from './synth';

const schema = z.strictObject({ postgres: postgresValues(), pooler: poolerValues() });
const client = (mostPods: number, pool = 10, processes = 1) => ({ component: 'api', mostPods, pool, processes });
const memory = (requests: string | null, limits: string | null): Given => ({
  postgres: { resources: { requests: { memory: requests as never }, limits: { memory: limits as never } } },
});
const external = (host: string, existingSecret: string): Given => ({
  postgres: { mode: 'external', external: { host }, existingSecret },
});
/** Ninety connections for clients. */
const hundred = { maxConnections: 100, reservedConnections: 10 };

/** Each rule: values that just break it, and the nearest that do not. */
const TABLE: readonly [code: string, name: string, broken: Given, fine: Given][] = [
  ['001', 'balanced with a single member', { postgres: { replicas: 1 } }, { postgres: { replicas: 2 } }],
  [
    '001',
    'zero-loss with a single member',
    { postgres: { replicas: 1, durability: 'zero-loss' } },
    { postgres: { replicas: 2, durability: 'zero-loss' } },
  ],
  [
    '001',
    'but not where no commit waits',
    { postgres: { replicas: 1 } },
    { postgres: { replicas: 1, durability: 'async-fast' } },
  ],
  [
    '002',
    'more connections than those that are not reserved',
    { postgres: hundred, clients: [client(7, 13)] },
    { postgres: hundred, clients: [client(9, 10)] },
  ],
  [
    '002',
    'those of all clients together',
    { postgres: hundred, clients: [client(4, 10), client(17, 3)] },
    { postgres: hundred, clients: [client(4, 10), client(5, 5, 2)] },
  ],
  [
    '002',
    'but not behind a pooler',
    { postgres: hundred, pooler: { enabled: false }, clients: [client(7, 13)] },
    { postgres: hundred, pooler: { enabled: true }, clients: [client(7, 13)] },
  ],
  [
    '003',
    'more clients than the poolers take with one of them away',
    { pooler: { replicas: 3, maxClientConnections: 50 }, clients: [client(101, 1)] },
    { pooler: { replicas: 3, maxClientConnections: 50 }, clients: [client(100, 1)] },
  ],
  [
    '003',
    'a single pooler counts whole',
    { pooler: { replicas: 1, maxClientConnections: 50 }, clients: [client(51, 1)] },
    { pooler: { replicas: 1, maxClientConnections: 50 }, clients: [client(50, 1)] },
  ],
  [
    '004',
    'poolers that ask for more than there is, those of a roll-out counted',
    { postgres: hundred, pooler: { replicas: 2, serverConnections: 23 } },
    { postgres: hundred, pooler: { replicas: 2, serverConnections: 22 } },
  ],
  [
    '004',
    'so many poolers that one connection for each is too many',
    { postgres: hundred, pooler: { replicas: 46 } },
    { postgres: hundred, pooler: { replicas: 45 } },
  ],
  [
    '004',
    'two connections for each when there is no replica, as both containers lead to the one member',
    { postgres: { ...hundred, replicas: 1, durability: 'async-fast' }, pooler: { replicas: 2, serverConnections: 12 } },
    { postgres: { ...hundred, replicas: 1, durability: 'async-fast' }, pooler: { replicas: 2, serverConnections: 11 } },
  ],
  [
    '005',
    'a loop wait that does not fit',
    { postgres: { failover: { loopWaitSeconds: 5 } } },
    { postgres: { failover: { loopWaitSeconds: 4 } } },
  ],
  [
    '005',
    'a retry timeout that does not fit, counted twice',
    { postgres: { failover: { ttlSeconds: 24, retryTimeoutSeconds: 11 } } },
    { postgres: { failover: { ttlSeconds: 25, retryTimeoutSeconds: 11 } } },
  ],
  [
    '017',
    'so long a loop wait that a primary would be ended before Patroni is started again',
    { postgres: { failover: { loopWaitSeconds: 6, retryTimeoutSeconds: 7 } } },
    { postgres: { failover: { loopWaitSeconds: 5, retryTimeoutSeconds: 7 } } },
  ],
  [
    '017',
    'so long a pause of the poolers that the lock may run out',
    { postgres: { shutdown: { pauseSeconds: 12 } } },
    { postgres: { shutdown: { pauseSeconds: 11 } } },
  ],
  ['006', 'too little memory', memory('255Mi', '255Mi'), memory('256Mi', '256Mi')],
  ['006', 'no memory at all', memory(null, null), memory('256Mi', null)],
  [
    '007',
    'a small volume',
    { postgres: { storage: { size: '1023Mi' } } },
    { postgres: { storage: { size: '1024Mi' } } },
  ],
  [
    '007',
    'a small volume for the log',
    { postgres: { storage: { wal: { enabled: true, size: '1G' } } } },
    { postgres: { storage: { wal: { enabled: true, size: '1Gi' } } } },
  ],
  [
    '007',
    'but not while it is off',
    { postgres: { storage: { wal: { enabled: true, size: '1M' } } } },
    { postgres: { storage: { wal: { enabled: false, size: '1M' } } } },
  ],
  ['008', 'an external database without a host', external('', 'mine'), external('db.example.org', 'mine')],
  ['008', 'an external database without a Secret', external('db.example.org', ''), external('db.example.org', 'mine')],
  [
    '009',
    'encryption without a certificate',
    { postgres: { tls: { enabled: true } } },
    { postgres: { tls: { enabled: true, existingSecret: 'mine' } } },
  ],
];

const codesIn = (chart: Chart, values: unknown, installed: readonly InstalledObject[] = []) =>
  chart.node
    .findAll()
    .flatMap(rulesOf)
    .flatMap((rule) => rule.check({ values: values as never, release: RELEASE, installed })?.code ?? []);

/** The codes that values break in a stack, where they are known only when it is installed. */
function brokenLater({ postgres = {}, pooler, clients = [] }: Given, installed?: readonly InstalledObject[]): string[] {
  const chart = Testing.chart();
  const values = refs(schema);
  build(chart, { postgres: values.postgres, clients, ...(pooler === undefined ? {} : { pooler: values.pooler }) });
  return codesIn(chart, resolveProps(schema, { postgres, pooler: pooler ?? {} }, 'test'), installed);
}

describe.each(TABLE)('SCALE-POSTGRES-%s: %s', (number, _, broken, fine) => {
  const code = `SCALE-POSTGRES-${number}`;
  test('values of a stack are refused just then', () => {
    expect(brokenLater(broken)).toEqual([code]);
    expect(brokenLater(fine)).toEqual([]);
  });
  test('so are literals in a plain app, by app.synth()', () => {
    expect(refusals(broken)).toEqual([code]);
    expect(refusals(fine)).toEqual([]);
  });
});

type Facts = Readonly<Record<string, string>>;
/** A StatefulSet that is there. */
const there = (annotations: Facts): readonly InstalledObject[] => [
  { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'test-postgres', annotations } },
];
/** What the StatefulSet of such a cluster says of itself. */
const facts = (storage: Storage = {}): Facts =>
  synth({ postgres: { storage } }).get('StatefulSet')?.metadata.annotations ?? {};
type Storage = NonNullable<NonNullable<Given['postgres']>['storage']>;
const upgrade = (from: Facts, storage: Storage): string[] => brokenLater({ postgres: { storage } }, there(from));
const WAL: Storage = { wal: { enabled: true } };

/** Each rule about what is installed: what is there, the storage that just breaks it, and the nearest that does not. */
const CHANGES: readonly [code: string, name: string, installed: Facts, broken: Storage, fine: Storage][] = [
  ['010', 'a smaller volume', facts({ size: '20Gi' }), { size: '20479Mi' }, { size: '20Gi' }],
  ['011', 'a volume for the log that is added', facts(), WAL, {}],
  ['011', 'a volume for the log that is taken away', facts(WAL), {}, WAL],
  ['013', 'a larger volume, before it was made larger', facts({ size: '20Gi' }), { size: '21Gi' }, { size: '20Gi' }],
  ['013', 'a volume for the log of another size', facts(WAL), { wal: { enabled: true, size: '6Gi' } }, WAL],
  ['013', 'another class', facts(), { storageClassName: 'fast' }, {}],
  ['013', 'another access mode', facts(), { accessMode: 'ReadWriteOncePod' }, {}],
  [
    '013',
    'but not what is off',
    facts(),
    { storageClassName: 'fast' },
    { wal: { size: '6Gi', storageClassName: 'fast' } },
  ],
];
test.each(CHANGES)('SCALE-POSTGRES-%s: %s is refused over what is installed', (number, _, installed, broken, fine) => {
  expect(upgrade(installed, broken)).toEqual([`SCALE-POSTGRES-${number}`]);
  expect(upgrade(installed, fine)).toEqual([]);
});
test('SCALE-POSTGRES-012: another major version is refused over what is installed', () => {
  expect(upgrade({ ...facts(), 'scaleout.dev/postgres-version': '16' }, {})).toEqual(['SCALE-POSTGRES-012']);
  expect(upgrade(facts(), {})).toEqual([]);
});
describe('SCALE-POSTGRES-016: TLS', () => {
  const stages = {
    off: {},
    offered: { enabled: true, required: false, existingSecret: 'cert' },
    required: { enabled: true, existingSecret: 'cert' },
  };
  type Stage = keyof typeof stages;
  const move = (from: Stage, to: Stage) => {
    const installed = synth({ postgres: { tls: stages[from] } }).get('StatefulSet')?.metadata.annotations ?? {};
    return brokenLater({ postgres: { tls: stages[to] } }, there(installed));
  };
  test.each<[Stage, Stage]>([
    ['off', 'required'],
    ['required', 'off'],
  ])('from %s to %s is refused in one step', (from, to) => {
    expect(move(from, to)).toEqual(['SCALE-POSTGRES-016']);
  });
  test.each<[Stage, Stage]>([
    ['off', 'offered'],
    ['offered', 'required'],
    ['required', 'offered'],
    ['offered', 'off'],
    ['required', 'required'],
    ['off', 'off'],
  ])('from %s to %s is fine', (from, to) => {
    expect(move(from, to)).toEqual([]);
  });
  test('required from the start is fine', () => {
    expect(brokenLater({ postgres: { tls: stages.required } })).toEqual([]);
  });
});
test('a size written in another unit is the same size', () => {
  expect(upgrade(facts({ size: '20Gi' }), { size: '20480Mi' })).toEqual([]);
});
test('SCALE-POSTGRES-014: a pooler comes before the clients, which are told where to go once', () => {
  const late = () => {
    const chart = new Chart(Testing.app(), 'shop');
    const database = build(chart, { clients: [client(1)] });
    return new Pooler(chart, 'pooler', { database });
  };
  expect(late).toThrow('SCALE-POSTGRES-014');
});
test('a StatefulSet that says nothing of itself is held against nothing', () => {
  expect(upgrade({}, { size: '1Gi', ...WAL })).toEqual([]);
});
test('what is installed does not count once the database is elsewhere', () => {
  expect(brokenLater(external('db.example.org', 'mine'), there(facts({ size: '21Gi' })))).toEqual([]);
});
test('an external database has no members whose settings could be wrong', () => {
  const { postgres } = external('db.example.org', 'mine');
  const wild = { replicas: 1, failover: { loopWaitSeconds: 60 }, storage: { size: '1Mi' }, maxConnections: 1 };
  expect(refusals({ postgres: { ...postgres, ...wild }, clients: [client(100)] })).toEqual([]);
});

test('every rule of the table of codes is in this test', () => {
  const codes = Object.keys(CODES).filter((code) => code.startsWith('SCALE-POSTGRES-'));
  const tested = [...TABLE, ...CHANGES]
    .map(([number]) => `SCALE-POSTGRES-${number}`)
    .concat(['012', '014', '015', '016', '018'].map((number) => `SCALE-POSTGRES-${number}`));
  expect([...new Set(tested)].sort()).toEqual(codes.sort());
});

/** The first problem of a plain app. */
function problem(given: Given) {
  const chart = new Chart(Testing.app(), 'shop');
  build(chart, given);
  const found = chart.node.findAll().flatMap(rulesOf);
  return found.flatMap((rule) => rule.check({ values: {}, release: RELEASE }) ?? [])[0];
}

test('connections that do not fit are added up in the message', () => {
  const web = { component: 'web', mostPods: 4, pool: 5, processes: 2 };
  expect(problem({ postgres: hundred, clients: [client(8), web] })).toEqual({
    code: 'SCALE-POSTGRES-002',
    path: 'postgres.maxConnections',
    message:
      'api 8 pods x 1 processes x 10 = 80, web 4 pods x 2 processes x 5 = 40: in all 120, ' +
      'and of 100 connections 10 are reserved, so there are 90',
  });
});
test.each<[Given, string, string]>([
  [
    { pooler: { replicas: 3, maxClientConnections: 50 }, clients: [client(11)] },
    'pooler.maxClientConnections',
    'api 11 pods x 1 processes x 10 = 110: in all 110, and the poolers take 100 with one of them away',
  ],
  [
    { postgres: hundred, pooler: { serverConnections: 23 } },
    'pooler.serverConnections',
    'the poolers may open 92 connections, and of 100 10 are reserved, so there are 90',
  ],
])('what does not fit the pooler is a problem of its values', (given, path, message) => {
  expect(problem(given)).toMatchObject({ path, message });
});
test('a message quotes the values, even where one is missing', () => {
  expect(problem(memory(null, null))?.message).toBe('the memory "" is less than 256Mi');
  expect(problem({ postgres: { failover: { loopWaitSeconds: 5 } } })).toMatchObject({
    path: 'postgres.failover.ttlSeconds',
    message: '20 s is less than the loop wait of 5 s and twice the retry timeout of 8 s',
  });
});

test('a cluster without members is refused by the schema', () => {
  expect(codesOf(() => synth({ postgres: { replicas: 0 } }))).toEqual(['SCALE-VALUES-003']);
  expect(() => synth({ postgres: { replicas: 0 } })).toThrow('shop/postgres replicas: 0 must be at least 1');
});

test.each([
  ['user', 'postgres'],
  ['user', 'pgbouncer'],
  ['user', 'pg_monitor'],
  ['user', 'all'],
  ['database', 'postgres'],
  ['database', 'pgbouncer'],
  ['database', 'replication'],
])('the %s %s has a meaning of its own and is refused', (field, value) => {
  expect(codesOf(() => synth({ postgres: { [field]: value } }))).toEqual(['SCALE-VALUES-007']);
});
test.each(['10.0.0.0/33', '300.1.1.1/8', '1.2.3/8', 'fd00::/129', '1:2:3:4:5:6:7:8:9/64', '::1::/8', 'samehost'])(
  'the network %s, with which Postgres would not start, is refused',
  (address) => {
    const rule = { database: 'app', user: 'a', address, method: 'reject' } as const;
    expect(codesOf(() => synth({ postgres: { hba: [rule] } }))).toEqual(['SCALE-VALUES-004']);
  },
);
test.each(['10.0.0.0/8', '0.0.0.0/0', '255.255.255.255/32', 'fd00::/8', '::/0', '2001:db8::1/128', 'all', 'samenet'])(
  'the network %s is taken',
  (address) => {
    const rule = { database: 'app', user: 'a', address, method: 'reject' } as const;
    expect(() => synth({ postgres: { hba: [rule] } })).not.toThrow();
  },
);
test.each([
  [2, 1],
  [3, 1],
  [4, 1],
  [5, 2],
  [7, 3],
  [9, 4],
])('of %i members a commit waits for %i replicas, so that any others know of it', (replicas, count) => {
  const config = JSON.stringify(synth({ postgres: { replicas } }).get('ConfigMap'));
  expect(config).toContain(`synchronous_node_count: ${count}\\n`);
});
