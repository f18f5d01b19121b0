/** What was promised of the sidecar, against what was measured. */
import { quantile } from '../common/numbers';
import type { Verdict } from '../common/page';
import type { Name } from './contenders';
import type { Results } from './report';

/** MB, as the promise says, of MiB. */
const MB = 1.048576;
const MOST_MB = 64;
const LEAST_PROBES = 5000;

export function verdicts(results: Results): readonly Verdict[] {
  return [...questions(results), memory(results), ...latencies(results), ...probes(results)];
}

function questions({ asking, probing }: Results): Verdict[] {
  const told = asking.get('ours')?.perScrape;
  const perScrape = told === undefined ? NaN : told.postgres.statements + told.redis.statements;
  const perProbe = probing.asked.postgres.statements + probing.asked.redis.statements;
  return [
    { what: 'questions for a scrape', promised: '0', measured: String(perScrape), isMet: perScrape === 0 },
    { what: 'questions for all probes', promised: '0', measured: String(perProbe), isMet: perProbe === 0 },
  ];
}

function memory({ hour }: Results): Verdict {
  const most = (hour.get('ours')?.after.resident ?? NaN) * MB;
  return {
    what: 'resident after an hour of scrapes',
    promised: `at most ${MOST_MB} MB`,
    measured: `${most.toFixed(1)} MB`,
    isMet: most <= MOST_MB,
  };
}

function latencies({ turns }: Results): Verdict[] {
  const p99 = (name: Name) =>
    quantile(
      (turns.get(name) ?? []).flatMap(({ close, each }) => [...close, ...each]),
      0.99,
    );
  const own = p99('ours');
  return (['postgres', 'redis'] as const).map((name) => ({
    what: `p99 of all scrapes, against the exporter of ${name === 'redis' ? 'Redis, one node' : 'Postgres'}`,
    promised: `below ${p99(name).toFixed(1)} ms`,
    measured: `${own.toFixed(1)} ms`,
    isMet: own < p99(name),
  }));
}

function probes({ probing }: Results): Verdict[] {
  return (['kept', 'fresh'] as const).map((kind) => ({
    what: `probes on one core, ${kind === 'kept' ? 'over kept connections' : 'a connection for each'}`,
    promised: `at least ${LEAST_PROBES} a second`,
    measured: `${probing[kind].rate.toFixed(0)} a second`,
    isMet: probing[kind].rate >= LEAST_PROBES,
  }));
}
