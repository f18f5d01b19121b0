/** Requests of one kind at a fixed rate, however long the answers take. None is asked again. */
import https from 'node:https';
import { judged } from './answer';
import { noteId } from './notes';
import type { Ask, Plan } from './plan';
import type { Bad, Good, KindReport } from './report';

/** Longer than anybody waits: what has no answer by then has failed. */
const TIMEOUT_MS = 15_000;
/** Connections that are kept: half of the requests go over these, the others open their own, as new clients do. */
const KEPT = 4;
const MOST_UNDER_WAY = 300;

export class Stream {
  lastAt: number | undefined;
  lastBadAt: number | undefined;
  /** When those that have no answer yet were due. */
  private readonly waiting = new Set<number>();
  private good: Good[] = [];
  private bad: Bad[] = [];
  private sent = 0;
  private next = 0;
  private readonly kept: readonly https.Agent[];
  private readonly fresh: https.Agent;

  constructor(
    private readonly ask: Ask,
    private readonly plan: Plan,
    certificate: Buffer,
    private readonly now: () => number,
  ) {
    // A new connection makes its keys anew, as another client would.
    const tls = { ca: certificate, servername: plan.edge.host, maxCachedSessions: 0 };
    // An agent a connection, taken in turn: a shared one would hand out the same warm connection each time.
    this.kept = Array.from({ length: KEPT }, () => new https.Agent({ ...tls, keepAlive: true, maxFreeSockets: 1 }));
    this.fresh = new https.Agent({ ...tls, keepAlive: false });
  }

  get underWay(): number {
    return this.waiting.size;
  }

  /** Since when the one has no answer that has waited for longest. */
  get waitingSince(): number | undefined {
    // In the order in which they were added, which is that of time.
    const [oldest] = this.waiting;
    return oldest;
  }

  get answered(): number {
    return this.good.length;
  }

  /** Sends all that is due by now. */
  send(): void {
    const now = this.now();
    for (; this.next <= now; this.next += 1000 / this.ask.perSecond) this.request(this.next);
  }

  /** What has come to its end since the last time. */
  take(): KindReport {
    const { good, bad } = this;
    this.good = [];
    this.bad = [];
    return { good, bad };
  }

  private request(due: number): void {
    const { kind, path } = this.ask;
    const number = (this.sent += 1);
    if (this.underWay >= MOST_UNDER_WAY) {
      this.fail(due, 'not sent: too many under way');
      return;
    }
    this.waiting.add(due);
    let over = false;
    const end = (tell: () => void) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      this.waiting.delete(due);
      tell();
    };
    const failed = (reason: string) => {
      end(() => {
        this.fail(due, reason);
      });
    };
    const body =
      kind === 'write' ? JSON.stringify({ id: noteId(this.plan.run, number), text: `note ${number}` }) : undefined;
    const agent = number % 2 === 0 ? this.fresh : this.kept[(number >> 1) % KEPT];
    const headers =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = https.request(
      { ...this.plan.edge, path, agent, headers, method: body === undefined ? 'GET' : 'POST' },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.once('error', (error) => {
          failed(`${reasonOf(error)} in the answer`);
        });
        response.once('end', () => {
          const seen = judged(kind, response.statusCode ?? 0, text);
          if ('wrong' in seen) failed(seen.wrong);
          else
            end(() => {
              this.succeed(due, kind === 'write' ? number : seen.number);
            });
        });
        response.once('close', () => {
          failed('the answer ended early');
        });
      },
    );
    const timer = setTimeout(() => {
      failed('timeout');
      request.destroy();
    }, TIMEOUT_MS);
    request.once('error', (error) => {
      failed(reasonOf(error));
    });
    request.end(body);
  }

  private succeed(due: number, number: number | undefined): void {
    this.lastAt = this.now();
    this.good.push({ due: rounded(due), at: this.lastAt, ...(number === undefined ? {} : { number }) });
  }

  private fail(due: number, reason: string): void {
    this.lastBadAt = this.now();
    this.bad.push({ due: rounded(due), at: this.lastBadAt, reason });
  }
}

const rounded = (ms: number): number => Math.round(ms * 10) / 10;
const reasonOf = (error: NodeJS.ErrnoException): string => error.code ?? error.message;
