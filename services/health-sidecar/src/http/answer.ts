/** An answer, and how it goes out. */
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { requestIdHeader } from '@scaleout/runtime';

/** An answer that is complete: nothing here is streamed. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** Beside those that all answers have. A policy of its own replaces the strict one. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the connection ends with it. @default false */
  readonly closes?: boolean;
}

export const JSON_TYPE = 'application/json; charset=utf-8';

/** What is known now is of no use to anyone a moment later, and no page has a reason to show it as a part of its own. */
const COMMON = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const headersOf = ({ type, body, headers, closes }: Answer, requestId: string): Record<string, string | number> => ({
  'content-type': type,
  'content-length': Buffer.byteLength(body),
  ...COMMON,
  [requestIdHeader]: requestId,
  ...headers,
  ...(closes === true ? { connection: 'close' } : {}),
});

/** Sends it, in one piece. */
export function send(response: ServerResponse, answer: Answer, requestId: string): void {
  response.writeHead(answer.status, headersOf(answer, requestId));
  response.end(response.req.method === 'HEAD' ? undefined : answer.body);
}

/** Sends it where there is no request to answer, since none was understood; then the connection ends. */
export function sendRaw(socket: Duplex, answer: Answer, requestId: string): void {
  const lines = Object.entries({ ...headersOf(answer, requestId), connection: 'close' }).map(([k, v]) => `${k}: ${v}`);
  const head = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`;
  socket.end(`${[head, ...lines].join('\r\n')}\r\n\r\n${answer.body}`, () => socket.destroy());
}
