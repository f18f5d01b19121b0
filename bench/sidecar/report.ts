/** The results as a page. */
import { median, quantile } from '../common/numbers';
import { hardware, loadSentence, shown, today, verdictTable, versionOf, type Load } from '../common/page';
import { CORES, type Memory } from '../common/process';
import type { Asking, Probing } from './asked';
import { CONTENDERS, type Name } from './contenders';
import type { Asked } from './counts';
import type { Times } from './truth';
import type { Turn } from './turns';
import { notes } from './notes';
import { verdicts } from './verdicts';

/** All that was measured. */
export interface Results {
  readonly command: string;
  readonly options: { readonly rounds: number; readonly seconds: number; readonly scrapes: number };
  /** What the sidecar ran with, and what that takes by itself. */
  readonly node: { readonly version: string; readonly memory: Memory };
  readonly load: Load;
  readonly turns: ReadonlyMap<Name, readonly Turn[]>;
  readonly asking: ReadonlyMap<Name, Asking>;
  readonly probing: Probing;
  readonly truth: ReadonlyMap<string, Times>;
  readonly hour: ReadonlyMap<Name, { readonly before: Memory; readonly after: Memory }>;
}

const THEIRS: readonly Name[] = ['postgres', 'redis', 'redisAll'];

/** A figure of each contender; smaller is better for all of them. */
interface Figure {
  readonly title: string;
  readonly of: (name: Name, results: Results) => number;
}

const all = ({ turns }: Results, name: Name, part: (turn: Turn) => readonly number[]) =>
  (turns.get(name) ?? []).flatMap(part);

const FIGURES: readonly Figure[] = [
  { title: 'scrape at one a second, p50, ms', of: (name, r) => median(all(r, name, (turn) => turn.each)) },
  {
    title: 'scrape at one a second, p99, ms',
    of: (name, r) =>
      quantile(
        all(r, name, (turn) => turn.each),
        0.99,
      ),
  },
  { title: 'scrapes close together, p50, ms', of: (name, r) => median(all(r, name, (turn) => turn.close)) },
  {
    title: 'scrapes close together, p99, ms',
    of: (name, r) =>
      quantile(
        all(r, name, (turn) => turn.close),
        0.99,
      ),
  },
  { title: 'CPU at one scrape a second, ms each second', of: (name, r) => median(all(r, name, (turn) => [turn.cpu])) },
  { title: 'resident memory, MiB', of: (name, r) => median(all(r, name, (turn) => [turn.memory.resident])) },
  { title: 'of it its own (RssAnon), MiB', of: (name, r) => median(all(r, name, (turn) => [turn.memory.anonymous])) },
  { title: 'resident after an hour of scrapes, MiB', of: (name, r) => r.hour.get(name)?.after.resident ?? NaN },
  { title: 'the most that was ever resident, MiB', of: (name, r) => r.hour.get(name)?.after.peak ?? NaN },
];

export function resultsPage(results: Results): string {
  const { command, options, node, load, probing, truth } = results;
  return `# Results of \`npm run bench:sidecar\`

\`${command}\`, ${today()}, the sidecar on Node ${node.version}, ${hardware()}${
    CORES === undefined ? '' : '; what is measured has one core, and the servers and whoever asks have the other'
  }. ${loadSentence(load)}

Watched: ${versions()}; a primary with one replica, a pooler, and three shards with a replica each. The sidecar is its bundle with the settings
that the chart gives it, configured as the stack's own monitor: both members, the pooler and all six nodes, every 5 s. The exporters are Debian's
with their defaults, ${versionOf('postgres-exporter')} and ${versionOf('redis-exporter')}: that of Postgres is told of the primary alone, that of Redis of one node, and then asked for all six
one after the other, which counts as one scrape.

## What was promised

${verdictTable(verdicts(results))}

${notes(results)}

## Scrapes

${options.rounds} rounds in turns, each with ${options.scrapes} scrapes every 110 ms (closer ones the sidecar answers with the same text) and ${options.seconds} at one a second, over
one connection that is kept. Ratio: the sidecar to this one; below 1, the sidecar needs less.

| | sidecar | ${THEIRS.map((name) => `${CONTENDERS[name].title} | ratio`).join(' | ')} |
| --- | --- | ${THEIRS.map(() => '--- | ---').join(' | ')} |
${FIGURES.map((figure) => figureRow(figure, results)).join('\n')}
| values told | ${valuesOf('ours', results)} | ${THEIRS.map((name) => `${valuesOf(name, results)} | `).join(' | ')} |

## What the databases are asked

Counted from the log of both Postgres servers (\`log_connections\`, \`log_statement = all\`) and from \`INFO\` of all six Redis nodes. The sidecar looks by itself:
what a scrape asks beyond its looks is the first row, and a look, every 5 s whoever wants to know it, the second.

| | connections to Postgres | messages with statements | connections to Redis | commands |
| --- | --- | --- | --- | --- |
| sidecar, a scrape | ${bothCells(results.asking.get('ours')?.perScrape)} |
| sidecar, a look | ${bothCells(results.asking.get('ours')?.perLook)} |
${THEIRS.map((name) => `| ${CONTENDERS[name].title}, a scrape | ${bothCells(results.asking.get(name)?.perScrape)} |`).join('\n')}

## Probes

Of \`/api/v1/scaling/health/readiness\`, sixteen at a time; together they asked ${sentence(probing)}

| | answers a second | for each second of its CPU | failed |
| --- | --- | --- | --- |
| over kept connections | ${probing.kept.rate.toFixed(0)} | ${probing.kept.perCpuSecond.toFixed(0)} | ${probing.kept.failed} |
| a connection for each | ${probing.fresh.rate.toFixed(0)} | ${probing.fresh.perCpuSecond.toFixed(0)} | ${probing.fresh.failed} |

## From a fault to the truth

Milliseconds until the metrics say that the server is down, asked every 50 ms; the median, and the longest in brackets. A scrape that is not answered
in 10 s is given up, as Prometheus does; it says nothing of the server then. A Prometheus that scrapes every 15 s adds up to that, for each of them.

| | sidecar | sidecar that looks every second | exporter |
| --- | --- | --- | --- |
${[...truth].map(([title, times]) => `| ${title} | ${timeCell(times.ours)} | ${timeCell(times.oursFast)} | ${timeCell(times.postgres ?? times.redis)} |`).join('\n')}
`;
}

const versions = (): string =>
  `Postgres ${versionOf('postgres')}, PgBouncer ${versionOf('pgbouncer')}, Redis ${versionOf('redis')}`;

function figureRow({ title, of }: Figure, results: Results): string {
  const own = of('ours', results);
  const cells = THEIRS.map((name) => {
    const theirs = of(name, results);
    return `${shown(theirs)} | ${(own / theirs).toFixed(2)}`;
  });
  return `| ${title} | ${shown(own)} | ${cells.join(' | ')} |`;
}

const valuesOf = (name: Name, { turns }: Results): number => turns.get(name)?.[0]?.values ?? NaN;

const cell = (value: number): string => String(Math.round(value * 100) / 100);
const askedCells = ({ connections, statements }: Asked): string => `${cell(connections)} | ${cell(statements)}`;
const bothCells = (both: Asking['perLook']): string =>
  both === undefined ? ' | | | ' : `${askedCells(both.postgres)} | ${askedCells(both.redis)}`;

const sentence = ({ asked: { postgres, redis } }: Probing): string =>
  `${cell(postgres.statements)} statements of Postgres and ${cell(redis.statements)} commands of Redis, beyond the sidecar's looks.`;

function timeCell(times: readonly number[] = []): string {
  const told = (ms: number) => (Number.isFinite(ms) ? ms.toFixed(0) : 'not in 25 s');
  return times.length === 0 ? '' : `${told(median(times))} (${told(Math.max(...times))})`;
}
