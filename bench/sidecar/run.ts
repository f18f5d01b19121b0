/**
 * `npm run bench:sidecar`: the health sidecar side by side with the exporters of Postgres and Redis that Debian has, in one run, against the
 * same servers. Results go to bench/sidecar/results.md.
 */
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { runBench } from '../common/command';
import { count, tell } from '../common/options';
import { stepAside } from '../common/process';
import { whatIsAsked, whatProbesAsk, type Asking } from './asked';
import { memoryOfNode, runSidecarWith, versionOfNode, type Name } from './contenders';
import { anHour } from './hour';
import { resultsPage } from './report';
import { timesToTruth } from './truth';
import { takeTurn, type Turn } from './turns';
import { raise, raze } from './world';

const COMPARED: readonly Name[] = ['ours', 'postgres', 'redis', 'redisAll'];

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly scrapes: number;
  readonly faults: number;
  readonly hour: number;
  readonly node?: string;
  readonly print?: true;
}

async function main(options: Options): Promise<void> {
  stepAside();
  if (options.node !== undefined) runSidecarWith(options.node);
  const node = { version: versionOfNode(), memory: await memoryOfNode() };
  const loadBefore = loadavg()[0] ?? NaN;
  const world = await raise();
  const turns = new Map<Name, Turn[]>(COMPARED.map((name) => [name, []]));
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const name of COMPARED) {
      tell(`round ${round} of ${options.rounds}: ${name}`);
      turns.get(name)?.push(await takeTurn(name, world, options));
    }
  }
  const asking = new Map<Name, Asking>();
  for (const name of COMPARED) {
    tell(`what ${name} asks`);
    asking.set(name, await whatIsAsked(name, world));
  }
  tell('probes');
  const probing = await whatProbesAsk(world, 4);
  const truth = await timesToTruth(world, options.faults);
  tell('an hour of scrapes');
  const hour = await anHour(COMPARED, world, options.hour);
  const load = [loadBefore, loadavg()[0] ?? NaN] as const;
  const page = resultsPage({ command: commandOf(options), options, node, load, turns, asking, probing, truth, hour });
  if (options.print !== true) writeFileSync(join(__dirname, 'results.md'), page);
  console.log(page);
}

const commandOf = ({ rounds, seconds, scrapes, faults, hour, node }: Options): string =>
  `npm run bench:sidecar -- --rounds ${rounds} --seconds ${seconds} --scrapes ${scrapes} --faults ${faults} --hour ${hour}${node === undefined ? '' : ' --node PATH'}`;

runBench<Options>(
  new Command('bench:sidecar')
    .description(
      'Measures the health sidecar beside the exporters of Postgres and Redis, and writes bench/sidecar/results.md.',
    )
    .option('--rounds <n>', 'rounds, taken in turns', count, 3)
    .option('--seconds <n>', 'seconds of a round with one scrape each', count, 20)
    .option('--scrapes <n>', 'scrapes of a round that come close after each other', count, 150)
    .option('--faults <n>', 'rounds of each fault', count, 5)
    .option('--hour <n>', 'scrapes before the last look at the memory, ten a second', count, 3600)
    .option('--node <path>', 'the Node that runs the sidecar; the image has 24'),
  main,
  raze,
);
