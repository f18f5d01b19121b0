/** The results as a page. */
import { median } from '../common/numbers';
import { hardware, loadSentence, shown, today, verdictTable, versionOf, type Load } from '../common/page';
import { CORES } from '../common/process';
import { CONTENDERS, type Kind, type Name } from './contenders';
import { ALTERNATIVES, FEATURES, nothing } from './features';
import { CONNECTIONS, SHAKERS } from './generators';
import type { Effort, Turns } from './rounds';
import type { Turn } from './turns';
import { ratio, verdicts } from './verdicts';

/** All that was measured. */
export interface Results {
  readonly command: string;
  readonly effort: Effort;
  readonly load: Load;
  readonly compared: Readonly<Record<Kind, Turns<Name>>>;
  readonly dissected: Readonly<Record<Kind, Turns>>;
}

export function resultsPage({ command, effort, load, compared, dissected }: Results): string {
  return `# Results of \`npm run bench:edge\`

\`${command}\`, ${today()}, ${hardware()}${
    CORES === undefined ? '' : '; what is measured has one core, and the service and whoever asks have the rest'
  }. ${loadSentence(load)}${effort.rounds * effort.seconds < SHORT ? `\n\n${OF_A_SHORT_RUN}` : ''}

nginx ${versionOf('nginx')}, HAProxy ${versionOf('haproxy')}, Caddy ${versionOf('caddy')}, all of them Debian's; wrk ${versionOf('wrk')} with ${CONNECTIONS} connections asks, and \`openssl s_time\` ${versionOf('openssl')} makes
handshakes. The service is an nginx of its own that answers 1 KiB from memory. The edge is nginx.conf as it is generated, with all its defaults: JSON log into a file, headers, compression,
the check of paths; it has one worker, as the others have, and no limit of requests. Bare nginx proxies over kept connections with
nginx's defaults, the access log among them, and does nothing else; HAProxy and Caddy have their defaults, which is no log.

## What was promised

${verdictTable(verdicts(compared))}

The edge to a bare nginx: below 1, the edge is slower, and the median of the rounds, in each of which both have their turn. A second of CPU is one that the contender itself
has used: its core is not full when whoever asks has no more than one either. p99 is seen with ${CONNECTIONS} requests under way all the time, as fast as they are answered; where a
contender had less than half of its core it is **not known**, as it was then that of whoever else had the machine.

## Proxying over kept connections

${comparison(compared.proxy, 'answers')}

${cost('proxy', dissected)}

## Kept answers

${comparison(compared.cached, 'answers')}

HAProxy keeps answers in memory and small ones only; nginx keeps them in files, and so after a restart too, of any size. Caddy has no cache.

${cost('cached', dissected)}

## Full handshakes

TLS 1.3, a key of ECDSA P-256, ${SHAKERS} clients that make one after the other, each over a new connection, and none that resumes. Keys are agreed on by
X25519MLKEM768, as with browsers of today; Caddy as Debian builds it takes X25519 alone, which is less work. The edge reads its certificate by a variable, so that a
renewed one is in use without a reload, and keeps it for a minute (\`ssl_certificate_cache\`).
A client has more work with a handshake than a server: the core of the contender is never full, and the figure to look at is the one for a second of its CPU.

${comparison(compared.tls, 'handshakes')}

${cost('tls', dissected)}
`;
}

/** Seconds of each contender below which a run says that it was short. */
const SHORT = 20;
const OF_A_SHORT_RUN =
  '**This was a short run, which shows that all of it works. Its figures are rough: differences of some percent mean nothing.**';

/** A row for each contender; the median of its turns. */
function comparison(turns: Turns<Name>, what: string): string {
  const hasTimes = turns.get('ours')?.some(({ p50 }) => !Number.isNaN(p50)) ?? false;
  const head = [
    ...['', `${what} a second`, `${what} for a second of CPU`, 'edge to it', 'its core used'],
    ...(hasTimes ? ['p50, ms', 'p99, ms', 'p99, edge to it'] : []),
  ];
  const rows = [...turns].map(([name, those]) => {
    const of = (part: (turn: Turn) => number) => median(those.map(part));
    return [
      CONTENDERS[name].title,
      shown(of(({ rate }) => rate)),
      shown(of(({ perCpuSecond }) => perCpuSecond)),
      ratio(turns, name, ({ perCpuSecond }) => perCpuSecond, 'more').toFixed(2),
      `${(of(({ busy }) => busy) * 100).toFixed(0)} %`,
      ...(hasTimes
        ? [
            shown(of(({ p50 }) => p50)),
            shown(of(({ p99 }) => p99)),
            ratio(turns, name, ({ p99 }) => p99, 'less').toFixed(2),
          ]
        : []),
    ];
  });
  return table([head, head.map(() => '---'), ...rows]);
}

/** What each feature costs. */
function cost(kind: Kind, dissected: Readonly<Record<Kind, Turns>>): string {
  const turns = dissected[kind];
  const own = (turns.get('') ?? []).map(microseconds);
  const row = ({ title }: { readonly title: string }, sign: 1 | -1) => {
    const without = (turns.get(title) ?? []).map(microseconds);
    // Of the same round: the machine may have been slower in another.
    const difference = median(own.map((each, round) => (each - (without[round] ?? NaN)) * sign));
    return [title, difference.toFixed(2), `${((difference / median(own)) * 100).toFixed(0)} %`];
  };
  const each = kind === 'tls' ? 'A handshake' : 'An answer';
  return `${each} takes the edge ${median(own).toFixed(1)} µs of CPU. What is less without:

${table([['', 'µs', 'of all'], ['---', '---', '---'], ...[...FEATURES[kind], nothing(kind)].map((feature) => row(feature, 1))])}

What would be more:

${table([['', 'µs', 'of all'], ['---', '---', '---'], ...ALTERNATIVES[kind].map((feature) => row(feature, -1))])}`;
}

const microseconds = ({ perCpuSecond }: Turn): number => 1e6 / perCpuSecond;

const table = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
