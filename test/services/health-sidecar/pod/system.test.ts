import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { totalmem, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { systemCollector } from '../../../../services/health-sidecar/src/pod';
import { run, valuesOf } from './run';

const MIB = 1024 * 1024;
const HOST = 8192 * MIB;
const folder = mkdtempSync(join(tmpdir(), 'cgroup-'));
let made = 0;
afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Files = Readonly<Record<string, string>>;

function put(root: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

/** A collector of a folder that is written like a cgroup, with a clock that is set by hand. */
function watching(files: Files, self = '0::/\n', maxMemoryPercent = 95) {
  const root = join(folder, String((made += 1)));
  put(root, { ...files, 'proc/self/cgroup': self });
  const clock = { ms: 0 };
  const collector = systemCollector(
    { cgroup: root, maxMemoryPercent },
    { proc: join(root, 'proc'), now: () => clock.ms, hostBytes: HOST, load: () => [1, 0.5, 0.25] },
  );
  return {
    look: () => run(collector),
    later: (ms: number, changes: Files) => {
      clock.ms += ms;
      put(root, changes);
      return run(collector);
    },
  };
}

const V2: Files = {
  'cgroup.controllers': 'cpu memory\n',
  'cpu.stat': 'usage_usec 1000000\nuser_usec 1\nsystem_usec 1\nnr_periods 100\nnr_throttled 10\nthrottled_usec 5\n',
  'cpu.max': '50000 100000\n',
  'memory.current': `${100 * MIB}\n`,
  'memory.max': `${128 * MIB}\n`,
  'memory.stat': `anon 1\ninactive_file ${36 * MIB}\nactive_file 1\n`,
};
const V1: Files = {
  'cpu,cpuacct/cpuacct.usage': '1000000000\n',
  'cpu,cpuacct/cpu.cfs_quota_us': '50000\n',
  'cpu,cpuacct/cpu.cfs_period_us': '100000\n',
  'cpu,cpuacct/cpu.stat': 'nr_periods 100\nnr_throttled 10\nthrottled_time 5\n',
  'memory/memory.usage_in_bytes': `${100 * MIB}\n`,
  'memory/memory.limit_in_bytes': `${128 * MIB}\n`,
  'memory/memory.stat': `inactive_file 1\ntotal_inactive_file ${36 * MIB}\n`,
};
/** A quarter of a second of CPU later, in which it was held back in half of the periods. */
const LATER = {
  v2: { 'cpu.stat': 'usage_usec 1250000\nnr_periods 110\nnr_throttled 15\n' },
  v1: { 'cpu,cpuacct/cpuacct.usage': '1250000000', 'cpu,cpuacct/cpu.stat': 'nr_periods 110\nnr_throttled 15\n' },
};

describe.each([
  ['v2', V2, LATER.v2],
  ['v1', V1, LATER.v1],
] as const)('cgroup %s', (_, files, later) => {
  test('memory is its working set, and CPU is not known at the first look', async () => {
    const reading = await watching(files).look();
    expect(reading).toMatchObject({ status: 'ok', facts: { cpu_percent: null, memory_percent: 50 } });
    expect(reading.facts).toMatchObject({ of: 'sidecar', load_average: [1, 0.5, 0.25] });
    expect(valuesOf(reading)).toEqual({
      ...{ 'cpu_limit_cores{sidecar}': 0.5, 'memory_percent{sidecar}': 50 },
      ...{ 'memory_working_set_bytes{sidecar}': 64 * MIB, 'memory_limit_bytes{sidecar}': 128 * MIB },
      ...{ 'load_average{1}': 1, 'load_average{5}': 0.5, 'load_average{15}': 0.25 },
    });
  });

  test('CPU is a percentage of the limit', async () => {
    const system = watching(files);
    await system.look();
    const values = valuesOf(await system.later(1000, later));
    expect(values['cpu_percent{sidecar}']).toBeCloseTo(50);
    expect(values['cpu_throttled_ratio{sidecar}']).toBeCloseTo(0.5);
  });

  test('a counter that goes back, or time that stands still, is not known', async () => {
    const system = watching({ ...files, ...later });
    await system.look();
    const back = valuesOf(await system.later(1000, files));
    expect(back).not.toHaveProperty('cpu_percent{sidecar}');
    expect(back).not.toHaveProperty('cpu_throttled_ratio{sidecar}');
    expect(valuesOf(await system.later(0, later))).not.toHaveProperty('cpu_percent{sidecar}');
  });

  test('more memory than is allowed for is degraded', async () => {
    const reading = await watching(files, '0::/\n', 49).look();
    expect(reading).toMatchObject({ status: 'degraded', reason: 'memory is used to 50 % of its limit' });
  });

  test('a file that is missing leaves out what is in it, and nothing else', async () => {
    for (const missing of Object.keys(files).filter((name) => name !== 'cgroup.controllers')) {
      const rest = Object.fromEntries(Object.entries(files).filter(([name]) => name !== missing));
      const reading = await watching(rest).look();
      for (const value of Object.values(valuesOf(reading))) expect(value).toBeGreaterThan(0);
      const isMemory = /memory\.(current|usage|stat)/.test(missing);
      expect(reading.status).toBe(isMemory ? 'degraded' : 'ok');
      expect(reading.facts?.['memory_percent']).toBe(/memory/.test(missing) ? null : 50);
    }
  });

  test('nonsense in any of the files gives no value that is none', async () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('max', '-1', '0', '1e9', '99999999999999999999', 'usage_usec', 'total_inactive_file x', '0 0'),
      fc.bigInt().map(String),
    );
    const names = Object.keys(files).filter((name) => name !== 'cgroup.controllers');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), line, line, async (name, first, second) => {
        const system = watching(files);
        put(join(folder, String(made)), { [name]: first });
        for (const reading of [await system.look(), await system.later(1000, { [name]: second })]) {
          for (const value of Object.values(valuesOf(reading))) {
            expect(Number.isFinite(value)).toBe(true);
            expect(value).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

test.each([
  ['max', { ...V2, 'memory.max': 'max\n', 'cpu.max': 'max 100000\n' }],
  [
    '-1 and 0x7FFFFFFFFFFFF000',
    { ...V1, 'memory/memory.limit_in_bytes': '9223372036854771712', 'cpu,cpuacct/cpu.cfs_quota_us': '-1' },
  ],
  ['more than the node has', { ...V2, 'memory.max': String(HOST + 1), 'cpu.max': 'max 100000' }],
])('a limit that is none (%s) is not told, and CPU is then of one core', async (_, files) => {
  const system = watching(files);
  const reading = await system.look();
  expect(reading.facts).toMatchObject({ memory_percent: null, memory_limit_bytes: null, cpu_limit_cores: null });
  expect(valuesOf(reading)['memory_working_set_bytes{sidecar}']).toBe(64 * MIB);
  const values = valuesOf(await system.later(1000, { ...LATER.v1, ...LATER.v2 }));
  expect(values['cpu_percent{sidecar}']).toBeCloseTo(25);
  expect(values).not.toHaveProperty('memory_percent{sidecar}');
});

test('the own cgroup is found where the whole hierarchy is seen', async () => {
  const below = (path: string, files: Files) =>
    Object.fromEntries(Object.entries(files).map(([n, t]) => [`${path}/${n}`, t]));
  const v2 = { 'cgroup.controllers': 'cpu', 'cpu.stat': 'usage_usec 9\n', ...below('kubepods/pod1/app', V2) };
  expect((await watching(v2, '0::/kubepods/pod1/app\n').look()).facts?.['memory_percent']).toBe(50);

  const { 'memory/memory.usage_in_bytes': usage = '', ...others } = V1;
  const v1 = {
    ...others,
    ...below('memory/pod1', {
      'memory.usage_in_bytes': usage,
      'memory.stat': V1['memory/memory.stat'] ?? '',
      'memory.limit_in_bytes': String(128 * MIB),
    }),
  };
  expect((await watching(v1, '4:memory:/pod1\n2:cpu,cpuacct:/pod1\n0::/\n').look()).facts?.['memory_percent']).toBe(50);
});

test('a path out of the own namespace, or to nowhere, is the root that is seen', async () => {
  for (const self of ['0::/../../other\n', '0::/kubepods/pod1\n', 'nonsense', '']) {
    expect((await watching(V2, self).look()).facts?.['memory_percent']).toBe(50);
  }
});

test('without any cgroup nothing is known, and that is said', async () => {
  const reading = await watching({}).look();
  expect(reading).toMatchObject({ status: 'degraded', reason: 'the memory of the cgroup cannot be read' });
  expect(reading.facts).toMatchObject({ cpu_percent: null, memory_percent: null, memory_working_set_bytes: null });
});

test("this machine's own cgroup can be read, whatever its version", async () => {
  const collector = systemCollector({ cgroup: '/sys/fs/cgroup', maxMemoryPercent: 100 });
  await run(collector);
  const until = performance.now() + 100;
  while (performance.now() < until);
  const values = valuesOf(await run(collector));
  const bytes = values['memory_working_set_bytes{sidecar}'] ?? 1;
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(totalmem());
  expect(values['cpu_percent{sidecar}'] ?? 1).toBeGreaterThan(0);
});
