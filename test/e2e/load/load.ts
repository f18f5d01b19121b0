/**
 * Sends requests at a fixed rate, however long the answers take, and counts every one that is lost. It runs inside the cluster, in an
 * image that has nothing but Node 24, which strips the types: hence one file, no packages, and no TypeScript that is more than types.
 *
 *   node load.ts '{"seconds": 60, "targets": [...]}'
 *
 * It ends when its standard input does, or after `seconds`. Each second a line {"tick": ...}, at the end a line {"report": [...]}.
 */
import http from 'node:http';
import https from 'node:https';

/** What to ask, and how often. */
export interface Target {
  readonly name: string;
  readonly url: string;
  readonly perSecond: number;
  /** Requests over this many connections that are kept; 0: each request opens its own. */
  readonly kept: number;
  /** Whose answer it has to be: the API's JSON, or the page, which has to name the API's pod too. */
  readonly answer: 'api' | 'page' | 'any';
}

/** All it is told. */
export interface Job {
  readonly seconds: number;
  readonly targets: readonly Target[];
}

/** One request that got no good answer. */
export interface Loss {
  readonly at: string;
  readonly kind: string;
  readonly detail: string;
  readonly afterMs: number;
  /** Whether its connection had served requests before. */
  readonly reused: boolean;
}

/** What became of a target's requests. */
export interface TargetReport {
  readonly name: string;
  readonly sent: number;
  readonly answered: number;
  readonly lost: Readonly<Record<string, number>>;
  readonly losses: readonly Loss[];
  /** Answers by the pod that gave them. */
  readonly pods: Readonly<Record<string, number>>;
  /** For the page: answers by the API pod behind it. */
  readonly behind: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** The longest time without any answer. */
  readonly maxGapMs: number;
}

/** A sign of life: answers so far by target, and losses in all. */
export interface Tick {
  readonly answered: Readonly<Record<string, number>>;
  readonly lost: number;
}

// Whatever is asked for, it stays small: this is a check, not a benchmark.
const limits = { seconds: 900, perSecond: 100, inFlight: 300, losses: 25, bodyBytes: 64 * 1024 };
const timeoutMs = 15_000;

class Asker {
  sent = 0;
  inFlight = 0;
  answered = 0;
  readonly lost: Record<string, number> = {};
  readonly losses: Loss[] = [];
  readonly pods: Record<string, number> = {};
  readonly behind: Record<string, number> = {};
  readonly times: number[] = [];
  private lastAnswer: number | undefined;
  private maxGapMs = 0;
  private readonly agents: readonly http.Agent[];
  readonly target: Target;
  private readonly protocol: typeof http | typeof https;

  constructor(target: Target) {
    this.target = target;
    const isSecure = target.url.startsWith('https:');
    this.protocol = isSecure ? https : http;
    // The first certificate of a stack is signed by nobody. Each new connection makes its keys anew, as different clients would.
    const options = isSecure ? { rejectUnauthorized: false, maxCachedSessions: 0 } : {};
    const { Agent } = this.protocol;
    // An agent a connection, taken in turn: a shared one would hand out the same warm connection each time.
    this.agents =
      target.kept > 0
        ? Array.from({ length: target.kept }, () => new Agent({ ...options, keepAlive: true, maxFreeSockets: 1 }))
        : [new Agent({ ...options, keepAlive: false })];
  }

  /** Sends one request that was due at `due`; time spent late counts as waiting. */
  ask(due: number): void {
    this.sent += 1;
    if (this.inFlight >= limits.inFlight) {
      this.lose(due, 'too many under way', 'not sent', false);
      return;
    }
    this.inFlight += 1;
    let over = false;
    const end = (kind?: string, detail = '', reused = false) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      this.inFlight -= 1;
      if (kind !== undefined) this.lose(due, kind, detail, reused);
    };
    const agent = this.agents[this.sent % this.agents.length];
    const request = this.protocol.get(this.target.url, { agent }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > limits.bodyBytes) response.destroy();
      });
      response.once('error', (error: NodeJS.ErrnoException) => {
        end(error.code ?? error.message, 'in the answer', request.reusedSocket);
      });
      response.once('end', () => {
        const wrong = this.read(response.statusCode ?? 0, body);
        if (wrong !== undefined) end(wrong.kind, wrong.detail, request.reusedSocket);
        else if (!over) {
          end();
          this.answer(due);
        }
      });
      response.once('close', () => {
        end('cut', 'the answer ended early', request.reusedSocket);
      });
    });
    const timer = setTimeout(() => {
      end('timeout', `no answer in ${String(timeoutMs)} ms`, request.reusedSocket);
      request.destroy();
    }, timeoutMs);
    request.once('error', (error: NodeJS.ErrnoException) => {
      end(error.code ?? error.message, error.message, request.reusedSocket);
    });
  }

  /** Says what is wrong with an answer, or notes who gave it. */
  private read(status: number, body: string): { kind: string; detail: string } | undefined {
    if (status !== 200) return { kind: `status ${String(status)}`, detail: body.slice(0, 200) };
    if (this.target.answer === 'api') {
      try {
        const { pod } = JSON.parse(body) as { pod?: unknown };
        if (typeof pod === 'string' && pod !== '') {
          this.pods[pod] = (this.pods[pod] ?? 0) + 1;
          return undefined;
        }
      } catch {
        // Not JSON: said below.
      }
      return { kind: 'no pod in the answer', detail: body.slice(0, 200) };
    }
    if (this.target.answer === 'page') {
      const [web, api] = [...body.matchAll(/class="pod">([^<]+)</g)].map((match) => match[1]);
      if (web === undefined || api === undefined) return { kind: 'not the page', detail: body.slice(0, 200) };
      this.pods[web] = (this.pods[web] ?? 0) + 1;
      // A page without its backend is a 200 too.
      if (api.includes(' ')) return { kind: 'page without the API', detail: `${web}: ${api}` };
      this.behind[api] = (this.behind[api] ?? 0) + 1;
    }
    return undefined;
  }

  private answer(due: number): void {
    const now = performance.now();
    this.answered += 1;
    this.times.push(now - due);
    if (this.lastAnswer !== undefined) this.maxGapMs = Math.max(this.maxGapMs, now - this.lastAnswer);
    this.lastAnswer = now;
  }

  private lose(due: number, kind: string, detail: string, reused: boolean): void {
    this.lost[kind] = (this.lost[kind] ?? 0) + 1;
    const afterMs = Math.round(performance.now() - due);
    if (this.losses.length < limits.losses)
      this.losses.push({ at: new Date().toISOString(), kind, detail, afterMs, reused });
  }

  report(): TargetReport {
    const times = this.times.sort((a, b) => a - b);
    const at = (share: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
    return {
      name: this.target.name,
      sent: this.sent,
      answered: this.answered,
      lost: this.lost,
      losses: this.losses,
      pods: this.pods,
      behind: this.behind,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      maxMs: at(1),
      maxGapMs: Math.round(this.maxGapMs),
    };
  }
}

function main(): void {
  const job = JSON.parse(process.argv[2] ?? '') as Job;
  const asked = job.targets.reduce((sum, { perSecond }) => sum + perSecond, 0);
  if (job.seconds > limits.seconds || asked > limits.perSecond)
    throw new Error(`at most ${String(limits.seconds)} s and ${String(limits.perSecond)} requests per second`);

  const askers = job.targets.map((target) => new Asker(target));
  const begin = performance.now();
  const due = askers.map(() => 0);
  const send = () => {
    const now = performance.now() - begin;
    askers.forEach((asker, index) => {
      const interval = 1000 / asker.target.perSecond;
      for (let next = due[index] ?? 0; next <= now; next += interval) {
        asker.ask(begin + next);
        due[index] = next + interval;
      }
    });
  };
  const sending = setInterval(send, 5);
  const ticking = setInterval(() => {
    const answered = Object.fromEntries(askers.map((asker) => [asker.target.name, asker.answered]));
    const lost = askers.flatMap((asker) => Object.values(asker.lost)).reduce((sum, more) => sum + more, 0);
    console.log(JSON.stringify({ tick: { answered, lost } satisfies Tick }));
  }, 1000);

  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    clearInterval(sending);
    clearInterval(ticking);
    clearTimeout(deadline);
    // What is under way may still come; each request has its own deadline.
    const idle = setInterval(() => {
      if (askers.some(({ inFlight }) => inFlight > 0)) return;
      clearInterval(idle);
      process.stdout.write(`${JSON.stringify({ report: askers.map((asker) => asker.report()) })}\n`, () => {
        process.exit(0);
      });
    }, 20);
  };
  const deadline = setTimeout(end, job.seconds * 1000);
  process.stdin.resume().on('end', end).on('close', end);
}

main();
