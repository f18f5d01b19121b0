import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Context } from './context';
import { CheckFailed, check } from './fail';
import type { Job, Target, TargetReport, Tick } from './load/load';
import { notYet, there, waitFor } from './wait';

export type { Target, TargetReport } from './load/load';

// Far longer than any step takes; a load that is forgotten still ends.
const longestSeconds = 600;

/** Requests under way, from inside the cluster. */
class Traffic {
  private last: Tick | undefined;
  private result: readonly TargetReport[] | undefined;
  private said = '';
  private readonly ended: Promise<number>;
  private readonly child;

  constructor(context: Context, job: Job) {
    const [file = '', ...args] = context.client.command('/load/load.ts', JSON.stringify(job));
    this.child = spawn(file, args, {
      env: context.kubectl.environment,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdin.on('error', () => undefined);
    createInterface(this.child.stdout).on('line', (line) => {
      this.read(line);
    });
    createInterface(this.child.stderr).on('line', (line) => {
      this.said = `${this.said}${line}\n`.slice(-2000);
    });
    this.ended = new Promise((resolve) => {
      this.child.once('error', () => {
        resolve(127);
      });
      this.child.once('close', (code) => {
        resolve(code ?? 1);
      });
    });
    context.signal.addEventListener('abort', () => this.child.kill(), { once: true });
  }

  private read(line: string): void {
    if (!line.startsWith('{')) return;
    const { tick, report } = JSON.parse(line) as { tick?: Tick; report?: readonly TargetReport[] };
    this.last = tick ?? this.last;
    this.result = report ?? this.result;
  }

  /** The latest sign of life. */
  get tick(): Tick | undefined {
    check(this.child.exitCode === null, `the load ended before its time: ${this.said}`);
    return this.last;
  }

  /** Lets what is under way finish, and resolves with what became of all. */
  async stop(): Promise<readonly TargetReport[]> {
    this.child.stdin.end();
    const code = await this.ended;
    if (this.result === undefined)
      throw new CheckFailed(`the load ended with ${code} and without a report: ${this.said}`);
    return this.result;
  }
}

/** Sends requests while `action` runs, and resolves with what became of them. */
export async function underTraffic(
  context: Context,
  targets: readonly Target[],
  action: (seen: () => Tick | undefined) => Promise<void>,
): Promise<readonly TargetReport[]> {
  const traffic = new Traffic(context, { seconds: longestSeconds, targets });
  try {
    await waitFor(
      'traffic',
      () => {
        const { tick } = traffic;
        const waiting = targets.filter(({ name }) => (tick?.answered[name] ?? 0) === 0).map(({ name }) => name);
        return Promise.resolve(waiting.length === 0 ? there(tick) : notYet(`no answer from ${waiting.join(', ')}`));
      },
      { log: context.log, signal: context.signal, seconds: 60 },
    );
    await action(() => traffic.tick);
  } catch (error) {
    const reports = await traffic.stop().catch(() => []);
    for (const line of reports.flatMap(lines)) context.log.say(`  ${line}`);
    throw error;
  }
  const reports = await traffic.stop();
  for (const line of reports.flatMap(lines)) context.log.say(`  ${line}`);
  return reports;
}

/** About a third of a core for a release's backend, which is several times what the small preset's pod asks for. */
export const workFor = (fullname: string): Target => ({
  name: 'work',
  url: `http://${fullname}-backend:8000/api/v1/work?ms=60`,
  perSecond: 5,
  kept: 0,
  answer: 'api',
});

/** What comes through the edge, over new connections and over kept ones. */
export const edgeTraffic = (fullname: string): readonly Target[] => {
  const edge = `https://${fullname}-edge`;
  return [
    { name: 'edge, API, new connections', url: `${edge}/api/v1/hello`, perSecond: 10, kept: 0, answer: 'api' },
    { name: 'edge, API, kept connections', url: `${edge}/api/v1/hello`, perSecond: 10, kept: 4, answer: 'api' },
    { name: 'edge, pages, kept connections', url: `${edge}/`, perSecond: 5, kept: 4, answer: 'page' },
  ];
};

/** The load that every disturbance is measured under: through the edge and straight at both services, over new connections and over kept ones. */
export const steadyTraffic = (fullname: string): readonly Target[] => {
  const backend = `http://${fullname}-backend:8000/api/v1/hello`;
  const frontend = `http://${fullname}-frontend:3000/`;
  return [
    { name: 'backend, new connections', url: backend, perSecond: 20, kept: 0, answer: 'api' },
    { name: 'backend, kept connections', url: backend, perSecond: 20, kept: 8, answer: 'api' },
    { name: 'frontend, new connections', url: frontend, perSecond: 5, kept: 0, answer: 'page' },
    { name: 'frontend, kept connections', url: frontend, perSecond: 5, kept: 4, answer: 'page' },
    ...edgeTraffic(fullname),
  ];
};

/** Fails when a request was lost, or when too few were sent to tell; else says how many there were. */
export function noneLost(reports: readonly TargetReport[], atLeast: number): string {
  const lost = reports.flatMap(({ name, lost, losses }) =>
    Object.entries(lost).map(
      ([kind, times]) =>
        `${name}: ${kind} ${times} times, first ${JSON.stringify(losses.find((loss) => loss.kind === kind))}`,
    ),
  );
  const sent = total(reports, 'sent');
  check(lost.length === 0, `requests were lost (${sent - total(reports, 'answered')} of ${sent}):\n${lost.join('\n')}`);
  check(sent >= atLeast, `only ${sent} requests were sent; fewer than ${atLeast} prove nothing`);
  return `${sent} requests, 0 lost; longest gap ${Math.max(...reports.map(({ maxGapMs }) => maxGapMs))} ms`;
}

/** The pods that answered, both in front and behind. */
export const podsOf = (reports: readonly TargetReport[]): ReadonlySet<string> =>
  new Set(reports.flatMap(({ pods, behind }) => [...Object.keys(pods), ...Object.keys(behind)]));

const total = (reports: readonly TargetReport[], field: 'sent' | 'answered'): number =>
  reports.reduce((sum, report) => sum + report[field], 0);

function lines({ name, sent, answered, p50Ms, p99Ms, maxMs, maxGapMs, losses }: TargetReport): string[] {
  return [
    `${name}: ${answered} of ${sent} answered; p50 ${p50Ms} ms, p99 ${p99Ms} ms, max ${maxMs} ms, longest gap ${maxGapMs} ms`,
    ...losses.map(
      ({ at, kind, detail, afterMs, reused }) =>
        `  lost at ${at} after ${afterMs} ms: ${kind} (${detail}; ${reused ? 'kept' : 'new'} connection)`,
    ),
  ];
}
