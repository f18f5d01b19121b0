/**
 * `npm run bench:edge`: nginx.conf as it is generated beside a bare nginx, HAProxy and Caddy, in one run, in front of the same service; and
 * what each thing costs that the edge does. Results go to bench/edge/results.md.
 */
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { runBench } from '../common/command';
import { count, tell } from '../common/options';
import { stepAside } from '../common/process';
import { resultsPage } from './report';
import { compare, dissect } from './rounds';
import { raze, startService } from './world';

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly print?: true;
}

async function main({ rounds, seconds, print }: Options): Promise<void> {
  stepAside();
  const loadBefore = loadavg()[0] ?? NaN;
  const service = await startService();
  const effort = { rounds, seconds };
  tell('contenders');
  const compared = await compare(service, effort);
  tell('what each thing costs');
  const dissected = await dissect(service, effort);
  const load = [loadBefore, loadavg()[0] ?? NaN] as const;
  const command = `npm run bench:edge -- --rounds ${rounds} --seconds ${seconds}`;
  const page = resultsPage({ command, effort, load, compared, dissected });
  if (print !== true) writeFileSync(join(__dirname, 'results.md'), page);
  console.log(page);
}

runBench<Options>(
  new Command('bench:edge')
    .description('Measures the edge beside a bare nginx, HAProxy and Caddy, and writes bench/edge/results.md.')
    .option('--rounds <n>', 'rounds, taken in turns', count, 7)
    .option('--seconds <n>', 'seconds of a turn', count, 5),
  main,
  raze,
);
