/**
 * `npm run bench`: what a whole synth costs, against what a user would compare it with, in one run.
 *
 * 1. All outputs in a fresh process, against merely importing cdk8s-plus-28 and against `helm template` of our chart.
 * 2. Time and memory for 1, 10, 100 and 1,000 services.
 *
 * Results go to bench/results.md and bench/results.svg. Rounds are taken in turns, so that a busy machine is busy for all.
 */
import { build } from 'esbuild';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary } from '../test/helm/binaries';
import { median } from './common/numbers';
import { growthPlot } from './plot';

const ROUNDS = 21;
const COUNTS = [1, 10, 100, 1000];
const GROWTH_ROUNDS = 3;
const root = join(__dirname, '..');

interface Growth {
  readonly count: number;
  readonly ms: number;
  readonly rssKb: number;
}

function seconds(command: string, args: readonly string[]): number {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

async function compare(out: string): Promise<string[]> {
  const helm = await binary('helm4');
  const contenders = {
    'Scaleout: all outputs': [process.execPath, ['build/bin/scaleout.js', 'synth', '--out', join(out, 'dist')]],
    'import of cdk8s-plus-28': [process.execPath, ['-e', "require('cdk8s-plus-28')"]],
    'helm template of our chart': [helm, ['template', 'fastnext', 'dist/helm/fastnext']],
  } as const;
  const times = new Map<string, number[]>(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, [command, args]] of Object.entries(contenders)) {
      const time = seconds(command, args);
      if (round > 0) times.get(name)?.push(time); // the first round warms the disk
    }
    process.stderr.write(`\rcomparison: round ${round} of ${ROUNDS} `);
  }
  process.stderr.write('\n');
  const own = median(times.get('Scaleout: all outputs') ?? []);
  return [...times].map(([name, all]) => {
    const cells = [Math.min(...all), median(all), Math.max(...all)].map((time) => time.toFixed(3));
    return `| ${name} | ${cells.join(' | ')} | ${(own / median(all)).toFixed(2)} |`;
  });
}

async function grow(): Promise<Growth[]> {
  const script = 'build/bench/many-services.js';
  await build({
    absWorkingDir: root,
    entryPoints: ['bench/many-services.ts'],
    outfile: script,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  return COUNTS.map((count) => {
    const rounds = Array.from({ length: GROWTH_ROUNDS }, (_, i) => {
      process.stderr.write(`\rgrowth: ${count} services, round ${i + 1} of ${GROWTH_ROUNDS}   `);
      return JSON.parse(
        execFileSync(process.execPath, [script, String(count)], { cwd: root, encoding: 'utf8' }),
      ) as Growth;
    });
    return { count, ms: median(rounds.map(({ ms }) => ms)), rssKb: Math.max(...rounds.map(({ rssKb }) => rssKb)) };
  });
}

async function main(): Promise<void> {
  const out = mkdtempSync(join(tmpdir(), 'bench-'));
  const comparison = await compare(out).finally(() => {
    rmSync(out, { recursive: true, force: true });
  });
  const growth = await grow();
  process.stderr.write('\n');
  const ten = growth.find(({ count }) => count === 10);
  const rows = growth.map(({ count, ms, rssKb }) => {
    const each = ms / count;
    const ratio = ten === undefined ? NaN : each / (ten.ms / ten.count);
    return `| ${count} | ${ms.toFixed(0)} | ${each.toFixed(1)} | ${ratio.toFixed(2)} | ${(rssKb / 1024).toFixed(0)} |`;
  });
  const page = `# Results of \`npm run bench\`

Node ${process.version}, ${platform()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.

## One whole synth, in a fresh process

Seconds of wall time over ${ROUNDS} rounds taken in turns. Ratio: Scaleout's median to this one's; below 1, Scaleout is faster.

| | min | median | max | ratio |
| --- | --- | --- | --- | --- |
${comparison.join('\n')}

## Growth with the number of services

All outputs (manifests, chart, schema, Argo CD) of so many web services, in a fresh process each; the median time and the
largest memory of ${GROWTH_ROUNDS} rounds. Ratio: the cost of one service to what one of ten costs.

| services | ms | ms each | ratio | MiB |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

![Time and memory against the number of services](results.svg)
`;
  writeFileSync(join(root, 'bench', 'results.md'), page);
  writeFileSync(join(root, 'bench', 'results.svg'), growthPlot(growth));
  console.log(page);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
