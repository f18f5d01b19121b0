import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { diskCollector } from '../../../../services/health-sidecar/src/pod';
import type { StatFs } from '../../../../services/health-sidecar/src/pod/disk';
import { run, valuesOf } from './run';

const disk = (path: string, maxPercent = 100) => ({ path, maxPercent });
const saying = (found: Awaited<ReturnType<StatFs>>): { stat: StatFs } => ({ stat: () => Promise.resolve(found) });

test('a file system is as full as df says', async () => {
  const reading = await run(diskCollector([disk(tmpdir())]));
  const df = execFileSync('df', ['--output=pcent', tmpdir()], { encoding: 'utf8' });
  expect(reading.status).toBe('ok');
  // df rounds up; something may be written in between.
  const percent = valuesOf(reading)[`disk_used_percent{${tmpdir()}}`] ?? NaN;
  expect(Math.abs(percent - Number(/\d+/.exec(df)?.[0]))).toBeLessThanOrEqual(1.5);
});

test('what is kept for root does not count as free', async () => {
  const found = { bsize: 4096, blocks: 1000, bfree: 150, bavail: 100 };
  const reading = await run(diskCollector([disk('/data', 89)], saying(found)));
  expect(reading).toMatchObject({ status: 'degraded', reason: '/data is full to 89 %' });
  expect(valuesOf(reading)).toEqual({
    'disk_size_bytes{/data}': 4_096_000,
    'disk_free_bytes{/data}': 409_600,
    'disk_used_percent{/data}': (100 * 850) / 950,
  });
  expect((await run(diskCollector([disk('/data', 90)], saying(found)))).status).toBe('ok');
});

test('a file system without blocks is neither full nor empty', async () => {
  const reading = await run(diskCollector([disk('/proc')]));
  expect(reading).toMatchObject({ status: 'ok', facts: { paths: [{ path: '/proc', used_percent: null }] } });
  expect(valuesOf(reading)).not.toHaveProperty('disk_used_percent{/proc}');
});

test('a path that is not there is down, and hides no other', async () => {
  const reading = await run(diskCollector([disk('/none'), disk('/')]));
  expect(reading).toMatchObject({ status: 'down', reason: '/none is not there' });
  expect(reading.facts?.['paths']).toMatchObject([
    { path: '/none', used_percent: null },
    { path: '/', used_percent: expect.any(Number) as number },
  ]);
});

test('a file system that hangs is down, hides no other, and is not asked again meanwhile', async () => {
  const asked: string[] = [];
  const stat: StatFs = (path) => {
    asked.push(path);
    return path === '/nfs'
      ? new Promise(() => undefined)
      : Promise.resolve({ bsize: 1, blocks: 10, bfree: 5, bavail: 5 });
  };
  const collector = diskCollector([disk('/nfs'), disk('/data')], { stat, timeoutSeconds: 0.2 });
  for (let i = 0; i < 3; i += 1) {
    const reading = await run(collector, 200);
    expect(reading).toMatchObject({ status: 'down', reason: '/nfs does not answer in time' });
    expect(valuesOf(reading)['disk_used_percent{/data}']).toBe(50);
  }
  expect(asked.filter((path) => path === '/nfs')).toHaveLength(1);
});

test('it lets go when it is told to', async () => {
  const collector = diskCollector([disk('/nfs')], { stat: () => new Promise(() => undefined), timeoutSeconds: 60 });
  await expect(run(collector, 50)).rejects.toThrow();
});

test('a percentage is one, whatever the kernel says', async () => {
  const blocks = fc.nat(2 ** 40);
  await fc.assert(
    fc.asyncProperty(fc.tuple(blocks, blocks, blocks), async ([avail, kept, used]) => {
      const found = { bsize: 4096, blocks: used + kept + avail, bfree: kept + avail, bavail: avail };
      const percent = valuesOf(await run(diskCollector([disk('/')], saying(found))))['disk_used_percent{/}'];
      if (used + avail === 0) expect(percent).toBeUndefined();
      else expect(percent).toBeCloseTo((100 * used) / (used + avail), 6);
    }),
  );
});
