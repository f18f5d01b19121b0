import { resolveProps } from '../../../constructs/values/props';
import { sizing, type Sizing } from '../../../constructs/postgres/sizing';
import { postgresValues, type PostgresClusterProps } from '../../../constructs';
import { valueOf } from '../support';

type Sizes = { readonly [K in keyof Sizing]: number };
const schema = postgresValues();
const sizes = (props: PostgresClusterProps = {}) =>
  valueOf(sizing(resolveProps(schema, props, 'test'), 'postgres')) as unknown as Sizes;
const withMemory = (memory: string) => sizes({ resources: { limits: { memory } } });
const MEMORY_MIB = [256, 512, 1024, 2048, 4096, 16384, 65536, 262144];

test('a member of 2Gi has the usual shares of it', () => {
  expect(withMemory('2Gi')).toMatchObject({
    sharedBuffersMb: 512,
    effectiveCacheSizeMb: 1536,
    maintenanceWorkMemMb: 128,
    maxConnections: 204,
    workMemKb: 2570,
  });
});

test.each(MEMORY_MIB)(
  'of %i MiB, what is always held and what all connections may sort with is below two thirds',
  (mib) => {
    const s = withMemory(`${mib}Mi`);
    const most = s.sharedBuffersMb + s.maintenanceWorkMemMb + (s.maxConnections * s.workMemKb) / 1024;
    expect(most).toBeLessThan((mib * 2) / 3);
    expect(s.effectiveCacheSizeMb).toBeLessThan(mib);
    expect(s.sharedBuffersMb).toBeLessThan(s.effectiveCacheSizeMb);
  },
);

test('more memory means more of it for everything, and no fewer connections', () => {
  const all = MEMORY_MIB.map((mib) => withMemory(`${mib}Mi`));
  const sorting = (s: Sizes) => s.maxConnections * s.workMemKb;
  for (const [i, larger] of all.slice(1).entries()) {
    const smaller = all[i] as Sizes;
    expect(larger.sharedBuffersMb).toBeGreaterThan(smaller.sharedBuffersMb);
    expect(larger.effectiveCacheSizeMb).toBeGreaterThan(smaller.effectiveCacheSizeMb);
    expect(sorting(larger)).toBeGreaterThan(sorting(smaller));
    expect(larger.maintenanceWorkMemMb).toBeGreaterThanOrEqual(smaller.maintenanceWorkMemMb);
    expect(larger.maxConnections).toBeGreaterThanOrEqual(smaller.maxConnections);
  }
});

test('a quantity means the same in any unit', () => {
  expect(withMemory('2048Mi')).toEqual(withMemory('2Gi'));
});

test('without a limit the request counts', () => {
  const requested = sizes({ resources: { requests: { memory: '1Gi' }, limits: { memory: null as never } } });
  expect(requested).toEqual(withMemory('1Gi'));
});

test('connections have bounds of their own, and a number that is given stands', () => {
  expect(withMemory('256Mi').maxConnections).toBe(40);
  expect(withMemory('256Gi').maxConnections).toBe(500);
  expect(sizes({ maxConnections: 1000 }).maxConnections).toBe(1000);
});
test('more connections leave less memory to each, but never less than a megabyte', () => {
  const workMemory = (maxConnections: number) => sizes({ maxConnections }).workMemKb;
  expect(workMemory(100)).toBe(5242);
  expect(workMemory(200)).toBe(2621);
  expect(workMemory(5000)).toBe(1024);
});

test.each(['1Gi', '20Gi', '500Gi'])('the log and what slots hold back leave room on a volume of %s', (size) => {
  const mib = parseInt(size) * 1024;
  const s = sizes({ storage: { size } });
  expect(s.maxWalSizeMb + s.maxSlotWalKeepSizeMb).toBeLessThan(mib / 2);
  expect(s.minWalSizeMb).toBeLessThanOrEqual(s.maxWalSizeMb);
});
test.each(['1Gi', '5Gi', '100Gi'])('they may fill more of a volume of their own of %s, and still not all', (size) => {
  const mib = parseInt(size) * 1024;
  const s = sizes({ storage: { wal: { enabled: true, size } } });
  expect(s.maxWalSizeMb + s.maxSlotWalKeepSizeMb).toBeLessThan(mib);
  expect(s.maxSlotWalKeepSizeMb).toBeGreaterThan(mib / 2);
});
test('the size of a volume for the log does not count while it is off', () => {
  expect(sizes({ storage: { wal: { size: '100Gi' } } })).toEqual(sizes());
});

test('every member can be copied from twice', () => {
  expect(sizes({ replicas: 3 }).walSenders).toBe(10);
  expect(sizes({ replicas: 9 }).walSenders).toBe(18);
});
