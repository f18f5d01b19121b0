/** Where each request is looked at in order: is it one that can be answered, does it come too often, is it allowed, what is the answer. */
import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer';
import type { Answers, Known } from './answers';
import type { OwnCounts } from './metrics';
import { RateLimit } from './rate-limit';
import { refusal, type RefusalCode } from './refusals';
import { ROUTE_AT, ROUTES, type RouteName } from './routes';
import type { TokenGate, Verdict } from './token-gate';

const MAX_ADDRESS_LENGTH = 2048;

const REFUSED_AS: Readonly<Record<Exclude<Verdict, 'good'>, RefusalCode>> = {
  absent: 'TOKEN_NEEDED',
  wrong: 'TOKEN_NOT_ACCEPTED',
  closed: 'TOKEN_NOT_CONFIGURED',
};

export class Desk {
  private readonly rate = new RateLimit();

  constructor(
    private readonly answers: Answers,
    private readonly gate: TokenGate,
    private readonly counts: OwnCounts,
    private readonly known: Pick<Known, 'configuration' | 'log'>,
  ) {}

  /** The answer; never rejects. */
  async answer(request: IncomingMessage, requestId: string): Promise<Answer> {
    const route = routeOf(request);
    let answer: Answer;
    try {
      answer =
        malformed(request, requestId) ??
        (route === undefined
          ? refusal('NOT_FOUND', requestId)
          : (this.overRate(request, route, requestId) ?? (await this.guarded(request, route, requestId))));
    } catch (error) {
      this.known.log.error({ err: error, requestId, route }, 'request failed');
      answer = refusal('INTERNAL', requestId);
    }
    this.counts.answered(route === undefined ? 'other' : ROUTES[route].path, answer.status);
    return answer;
  }

  private overRate({ socket }: IncomingMessage, route: RouteName, requestId: string): Answer | undefined {
    if (ROUTES[route].guard === 'open') return undefined;
    const { requestsPerSecond } = this.known.configuration().limits;
    const wait = this.rate.take(socket.remoteAddress ?? '', requestsPerSecond);
    if (wait === 0) return undefined;
    this.counts.refuse('rate');
    return refusal('RATE_LIMITED', requestId, { 'retry-after': String(Math.ceil(wait)) });
  }

  private guarded({ headers }: IncomingMessage, route: RouteName, requestId: string): Answer | Promise<Answer> {
    const { guard } = ROUTES[route];
    const verdict = guard === 'open' ? 'absent' : this.gate.check(headers.authorization);
    if (verdict === 'wrong') this.counts.refuse('token');
    // The page refuses nobody: proxies add tokens of their own to what a browser asks.
    if (guard === 'token' && verdict !== 'good') return refusal(REFUSED_AS[verdict], requestId);
    return this.answers[route]({ isTrusted: verdict === 'good', requestId });
  }
}

/** The route of a request: of its path alone, and exactly. */
function routeOf({ url = '' }: IncomingMessage): RouteName | undefined {
  // Proxies are sent the whole address, and some hand it on.
  const path = url.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0];
  return path === undefined ? undefined : ROUTE_AT.get(path);
}

/** What cannot be answered, whatever is at its path. */
function malformed({ method, url = '', headers, httpVersion }: IncomingMessage, id: string): Answer | undefined {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
  if (url.length > MAX_ADDRESS_LENGTH) return refusal('ADDRESS_TOO_LONG', id);
  if (httpVersion === '1.1' && headers.host === undefined) return refusal('INVALID_REQUEST', id);
  if (method !== 'GET' && method !== 'HEAD') return { ...refusal('METHOD_NOT_ALLOWED', id), closes: hasBody };
  return hasBody ? refusal('BODY_NOT_ALLOWED', id) : undefined;
}
