import { Chart, Testing } from 'cdk8s';
import { z } from 'zod';
import { RedisCluster, redisValues, type RedisClusterProps } from '../../../constructs';
import { CODES } from '../../../constructs/errors';
import type { InstalledObject } from '../../../constructs/values/evaluate';
import { resolveProps } from '../../../constructs/values/props';
import { refs } from '../../../constructs/values/refs';
import { rulesOf } from '../../../constructs/values/rules';
import { codesOf, RELEASE } from '../support';
import { EXISTING, refusals, STANDALONE, synth, TLS } from './synth';

const schema = z.strictObject({ redis: redisValues() });
const limit = (memory: string | null, more: RedisClusterProps = {}): RedisClusterProps => ({
  ...more,
  resources: { requests: { memory: '1Mi' }, limits: { memory: memory as never } },
});
const ALONE: RedisClusterProps = { ...STANDALONE, maxMemory: '100Mi' };
const kept = (rdb: string, aof: boolean) => ({ persistence: { rdb, aof } });
/** A tenth for fragmentation, a half for copied pages, 64 of backlog, 256 of buffers, 64 of its own. */
const NEEDED = 2048 + 1228 + 64 + 256 + 64;

/** Each rule: values that just break it, and the nearest that do not. */
const TABLE: readonly [code: string, name: string, broken: RedisClusterProps, fine: RedisClusterProps][] = [
  ['001', 'a limit without room beside the data', limit(`${NEEDED - 1}Mi`), limit(`${NEEDED}Mi`)],
  ['001', 'no limit at all', limit(null), limit('4Gi')],
  ['001', 'more data than the default limit has room for', { maxMemory: '2400Mi', storage: { size: '20Gi' } }, {}],
  ['001', 'a single node, which needs nothing for replicas', limit('223Mi', ALONE), limit('224Mi', ALONE)],
  [
    '001',
    'one that never forks, which copies nothing',
    limit('173Mi', { ...ALONE, ...kept('', false) }),
    limit('174Mi', { ...ALONE, ...kept('', false) }),
  ],
  ['002', 'a backlog that leaves little to data', { maxMemory: '255Mi' }, { maxMemory: '256Mi' }],
  ['002', 'hardly any data', { ...STANDALONE, maxMemory: '15Mi' }, { ...STANDALONE, maxMemory: '16Mi' }],
  [
    '003',
    'a hand-over that does not fit',
    { shutdown: { gracePeriodSeconds: 39 } },
    { shutdown: { gracePeriodSeconds: 40 } },
  ],
  [
    '003',
    'but a single node hands nothing over',
    { shutdown: { handOverSeconds: 46 } },
    { ...STANDALONE, shutdown: { handOverSeconds: 46 } },
  ],
  ['004', 'encryption without a certificate', { tls: { enabled: true } }, TLS],
  ['005', 'an existing cache without nodes', { ...EXISTING, existing: { nodes: [] } }, EXISTING],
  ['005', 'an existing cache without a Secret', { ...EXISTING, existingSecret: '' }, EXISTING],
  [
    '006',
    'a volume for less than the append-only file, the one that replaces it, and two snapshots',
    { storage: { size: '10239Mi' } },
    { storage: { size: '10Gi' } },
  ],
  [
    '006',
    'a volume for the append-only file and what a replica is copied with',
    { ...kept('', true), storage: { size: '8191Mi' } },
    { ...kept('', true), storage: { size: '8Gi' } },
  ],
  [
    '006',
    'a volume for two snapshots',
    { ...STANDALONE, ...kept('60 1', false), storage: { size: '4095Mi' } },
    { ...STANDALONE, ...kept('60 1', false), storage: { size: '4Gi' } },
  ],
  [
    '006',
    'a volume for nothing but a name',
    { ...STANDALONE, ...kept('', false), storage: { size: '127Mi' } },
    { ...STANDALONE, ...kept('', false), storage: { size: '128Mi' } },
  ],
];

/** The codes that values break in a stack, where they are known only when it is installed. */
function brokenLater(redis: RedisClusterProps, installed: readonly InstalledObject[] = []): string[] {
  const chart = Testing.chart();
  new RedisCluster(chart, 'redis', refs(schema).redis);
  const values = resolveProps(schema, { redis }, 'test') as never;
  return chart.node
    .findAll()
    .flatMap(rulesOf)
    .flatMap((rule) => rule.check({ values, release: RELEASE, installed })?.code ?? []);
}

describe.each(TABLE)('SCALE-REDIS-%s: %s', (number, _, broken, fine) => {
  const code = `SCALE-REDIS-${number}`;
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
const there = (name: string, annotations: Facts): InstalledObject => ({
  ...{ apiVersion: 'apps/v1', kind: 'StatefulSet' },
  metadata: { name: `test-${name}`, annotations },
});
/** What the first StatefulSet of such a cache says of itself. */
const facts = (props: RedisClusterProps = {}): Facts => synth(props).get('StatefulSet')?.metadata.annotations ?? {};
const FIRST = 'redis-0';

/** Each rule about what is installed: what is there, the values that just break it, and the nearest that do not. */
const CHANGES: readonly [
  code: string,
  name: string,
  installed: RedisClusterProps,
  broken: RedisClusterProps,
  fine: RedisClusterProps,
][] = [
  [
    '007',
    'a smaller volume',
    { storage: { size: '20Gi' } },
    { storage: { size: '20479Mi' } },
    { storage: { size: '20480Mi' } },
  ],
  [
    '008',
    'a larger volume, before it was made larger',
    { storage: { size: '20Gi' } },
    { storage: { size: '21Gi' } },
    { storage: { size: '20Gi' } },
  ],
  ['008', 'another class', {}, { storage: { storageClassName: 'fast' } }, {}],
  ['008', 'another access mode', {}, { storage: { accessMode: 'ReadWriteOncePod' } }, {}],
  ['009', 'another flavour', {}, { flavour: 'valkey' }, { flavour: 'redis' }],
  ['010', 'TLS that is turned on', {}, TLS, {}],
  ['010', 'TLS that is turned off', TLS, {}, { tls: { enabled: true, existingSecret: 'renewed' } }],
];
describe.each(CHANGES)('SCALE-REDIS-%s: %s', (number, _, installed, broken, fine) => {
  const upgrade = (mode: RedisClusterProps, name: string, to: RedisClusterProps) =>
    brokenLater({ ...mode, ...to }, [there(name, facts({ ...mode, ...installed }))]);
  test('is refused over shards that are installed', () => {
    expect(upgrade({}, FIRST, broken)).toEqual([`SCALE-REDIS-${number}`]);
    expect(upgrade({}, FIRST, fine)).toEqual([]);
  });
  test('is refused over a single node that is installed', () => {
    expect(upgrade(STANDALONE, 'redis', broken)).toEqual([`SCALE-REDIS-${number}`]);
    expect(upgrade(STANDALONE, 'redis', fine)).toEqual([]);
  });
});

describe('SCALE-REDIS-011: a cluster that is given up', () => {
  const four = [FIRST, 'redis-1', 'redis-2', 'redis-3'].map((name) => there(name, facts()));
  test.each<[string, RedisClusterProps]>([
    ['a single node', STANDALONE],
    ['an existing one', EXISTING],
  ])('is refused for %s while there are shards that only it would remove', (_, to) => {
    expect(brokenLater(to, four)).toEqual(['SCALE-REDIS-011']);
    expect(brokenLater(to, four.slice(0, 3))).toEqual([]);
  });
  test('may have any number of shards as long as it is one', () => {
    for (const shards of [3, 5]) expect(brokenLater({ shards }, four)).toEqual([]);
  });
});

test('a StatefulSet that says nothing of itself is held against nothing', () => {
  expect(brokenLater({ flavour: 'valkey', ...TLS }, [there(FIRST, {})])).toEqual([]);
});
test('a single node is not held against the shards of a cluster, nor the other way round', () => {
  expect(brokenLater({ ...STANDALONE, flavour: 'valkey' }, [there(FIRST, facts())])).toEqual([]);
  expect(brokenLater({ flavour: 'valkey' }, [there('redis', facts(STANDALONE))])).toEqual([]);
});
test('a cache that is elsewhere has no nodes whose settings could be wrong', () => {
  const wild: RedisClusterProps = { maxMemory: '1Mi', storage: { size: '1Mi' }, shutdown: { gracePeriodSeconds: 10 } };
  expect(refusals({ ...wild, ...EXISTING })).toEqual([]);
});

test('a cluster without replicas is fine: it was said what that costs', () => {
  expect(refusals({ replicasPerShard: 0 })).toEqual([]);
});
test('shards and replicas are those of a cluster alone', () => {
  expect(refusals({ ...STANDALONE, shards: 16, replicasPerShard: 4 })).toEqual([]);
});
test('requests above limits are refused, of the agent too', () => {
  const resources = { requests: { memory: '65Gi' }, limits: { memory: '64Gi' } };
  expect(refusals({ resources })).toEqual(['SCALE-WORKLOAD-008']);
  expect(refusals({ agent: { resources } })).toEqual(['SCALE-WORKLOAD-008']);
});

test('every rule of the table of codes is in this test', () => {
  const codes = Object.keys(CODES).filter((code) => code.startsWith('SCALE-REDIS-'));
  const tested = [...[...TABLE, ...CHANGES].map(([number]) => number), '011'].map((number) => `SCALE-REDIS-${number}`);
  expect([...new Set(tested)].sort()).toEqual(codes.sort());
});

test('a message quotes the values and what would be needed', () => {
  const message = (props: RedisClusterProps) => {
    const chart = new Chart(Testing.app(), 'shop');
    new RedisCluster(chart, 'redis', props);
    const [problem] = chart.node
      .findAll()
      .flatMap(rulesOf)
      .flatMap((rule) => rule.check({ values: {}, release: RELEASE }) ?? []);
    return [problem?.path, problem?.message];
  };
  expect(message(limit(null))).toEqual([
    'redis.resources.limits.memory',
    `the memory limit "" is less than the ${NEEDED}Mi that a node with 2048Mi of data needs`,
  ]);
  expect(message({ storage: { size: '1Gi' } })).toEqual([
    'redis.storage.size',
    '1Gi is less than the 10240Mi that 2048Mi of data need',
  ]);
  expect(message({ shutdown: { gracePeriodSeconds: 30 } })).toEqual([
    'redis.shutdown.gracePeriodSeconds',
    '30 s is less than the 25 s to hand over and 15 s to stop',
  ]);
});

test.each(['cache.example.org', 'cache.example.org:0', 'cache.example.org:123456', ':6379', 'redis://x:1', 'a:1,b:1'])(
  '%s is no address of an existing node',
  (node) => {
    expect(codesOf(() => synth({ ...EXISTING, existing: { nodes: [node] } }))).toEqual(['SCALE-VALUES-004']);
  },
);
