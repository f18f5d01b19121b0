/** The values of one route: what the edge does with requests for it. */
import { z } from 'zod';
import { bool, choice, group, int, stringMap } from '../values/fields';
import { FASTNEXT } from '../workload/values';

/** What differs between one route's defaults and another's. */
export interface RouteDefaults {
  /** Requests of one client that are let through, and how many more at once. @default - no limit */
  readonly rateLimit?: { readonly requests: number; readonly per: 'second' | 'minute'; readonly burst: number };
  /** Requests of one client at once. @default 0 - no limit */
  readonly connections?: number;
  /** Answers are kept, and sent to everybody. @default false */
  readonly cache?: boolean;
  /** What becomes of cookies and Authorization where answers are kept. @default bypass */
  readonly credentials?: 'bypass' | 'strip';
  /** @default false */
  readonly websocket?: boolean;
}

/** An origin as browsers send it. */
const origin = z
  .string()
  .regex(
    /^https?:\/\/[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[1-9][0-9]{0,4})?$/,
    'an origin such as https://shop.example.com',
  )
  .meta({ token: true });

/** Headers that the edge sets itself. */
export const RESERVED_HEADERS =
  /^([Cc]onnection|[Cc]ontent-[Ll]ength|[Cc]ontent-[Tt]ype|[Tt]ransfer-[Ee]ncoding|[Dd]ate|[Ss]erver|[Rr]etry-[Aa]fter|X-Request-ID|X-Cache-Status|Access-Control-.*)$/;
/** What is safe between quotes in nginx.conf. */
export const HEADER_VALUE = {
  pattern: /^[A-Za-z0-9 !#%&'()*+,./:;<=>?@^_|~-]*$/,
  rule: 'text without quotes, $, \\, [ ] and { }',
};
export const HEADER_NAME = { pattern: /^[A-Za-z][A-Za-z0-9-]{0,63}$/, rule: 'the name of a header' };

/** The values schema of a route, with its defaults. */
export const routeValues = (description: string, defaults: RouteDefaults = {}) => {
  const limit = defaults.rateLimit ?? { requests: 0, per: 'second', burst: 20 };
  const source = defaults.rateLimit === undefined ? {} : { source: FASTNEXT };
  return group(description, {
    rateLimit: group(
      'Requests that one client address may make, of all edge pods together. Over that: 429 with Retry-After.',
      {
        requests: int(limit.requests, [0, 100000], {
          description:
            'Requests in `per`. Each pod lets its part of it through: this, divided by the least number of pods. 0: no limit.',
          ...source,
        }),
        per: choice(['second', 'minute'], limit.per, { description: 'The time that `requests` is for.', ...source }),
        burst: int(limit.burst, [0, 10000], {
          description: 'Requests over the rate that are let through at once, by each pod.',
          ...source,
        }),
      },
    ),
    connections: int(defaults.connections ?? 0, [0, 10000], {
      description:
        'Requests of one client address under way at once, at each pod; HTTP/2 sends many over one connection. Over that: 429. 0: no limit.',
      ...(defaults.connections === undefined ? {} : { source: FASTNEXT }),
    }),
    bodyMegabytes: int(10, [0, 100000], 'Largest body of a request, in MiB. Over that: 413. 0: no limit.'),
    bufferUploads: bool(
      true,
      'Take a body whole before it is sent on, so that a slow client occupies no app and another pod can be tried. false: send it on as it comes.',
    ),
    bufferResponses: bool(
      true,
      'Take answers from the app as fast as it gives them. false: send on as they come, for streams of events.',
    ),
    timeouts: group('How long the edge waits for the app.', {
      connectSeconds: int(2, [1, 75], 'For a connection, in seconds.'),
      sendSeconds: int(30, [1, 86400], 'For the app to take the next part of a request, in seconds.'),
      readSeconds: int(
        60,
        [1, 86400],
        'For the next part of an answer, or the next message of a WebSocket, in seconds.',
      ),
    }),
    retries: group(
      'Another pod is tried when one fails before it has answered; POST, PATCH and LOCK only if nothing was sent yet.',
      {
        attempts: int(3, [1, 10], 'Pods that are tried. 1: no retry.'),
        timeoutSeconds: int(10, [1, 86400], 'Time after which no other is tried, in seconds.'),
      },
    ),
    cache: group('Answers that are kept by each edge pod.', {
      enabled: bool(defaults.cache ?? false, {
        description: 'Keep answers to GET and HEAD.',
        ...(defaults.cache === true ? { source: FASTNEXT } : {}),
      }),
      minutes: int(60, [1, 525600], {
        description: 'How long an answer is good that does not say so itself, in minutes.',
        ...(defaults.cache === true ? { source: FASTNEXT } : {}),
      }),
      credentials: choice(
        ['bypass', 'strip', 'forward'],
        defaults.credentials ?? 'bypass',
        'Requests with a cookie or Authorization. bypass: they go to the app, and their answers are not kept. strip: the app does not see either, so that all get the same answer. forward: refused, as one user would get the page of another.',
      ),
    }),
    websocket: bool(defaults.websocket ?? false, 'Let connections be upgraded to WebSockets.'),
    affinity: choice(
      ['none', 'cookie', 'address'],
      'none',
      'Whether a client stays with a pod. cookie: by a cookie of the edge. address: by its network, three quarters of its address.',
    ),
    auth: bool(true, 'Ask `edge.auth` first, when that is on. false: this route is for everybody.'),
    cors: group('Which pages of other origins may read answers.', {
      origins: z
        .array(origin)
        .default([])
        .meta({ description: 'Their origins: `https://shop.example.com`. None: the app says it.' }),
      credentials: bool(false, 'Whether they may send cookies.'),
    }),
    headers: stringMap('More headers of answers.', {
      ...HEADER_NAME,
      reserved: RESERVED_HEADERS,
      values: HEADER_VALUE,
    }),
    canaryPercent: int(
      0,
      [0, 100],
      'Requests that go to the canary of the service, where it has one, in percent of clients.',
    ),
  });
};

/** The schema's type. */
export type RouteSchema = ReturnType<typeof routeValues>;
