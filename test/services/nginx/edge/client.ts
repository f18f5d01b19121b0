/** Clients as they come to the edge: by http and https with any method and body, and with bytes of their own. */
import { once } from 'node:events';
import { request as overHttp, type Agent, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as overHttps } from 'node:https';
import { connect, type Socket } from 'node:net';

/** What is asked. */
export interface Question {
  /** @default GET */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  readonly agent?: Agent;
  /** The address that the client has: any of 127.0.0.0/8. @default - the usual one */
  readonly from?: string;
}

/** What came back. */
export interface Heard {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Values by name in lower case, each as often as it was sent. */
  readonly all: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
}

/** Asks once. Certificates are not looked at: tests have their own. */
export async function ask(url: string, question: Question = {}): Promise<Heard> {
  const { method = 'GET', headers = {}, body, agent, from } = question;
  // node:http says it for some methods alone.
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const options = { method, headers: { ...length, ...headers } as Record<string, string>, agent, localAddress: from };
  const sent = url.startsWith('https:')
    ? overHttps(url, { ...options, rejectUnauthorized: false })
    : overHttp(url, options);
  // The edge may answer and close before it has taken all of the body.
  sent.on('error', () => undefined);
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  const all: Record<string, string[]> = {};
  for (const [name, values = []] of Object.entries(response.headersDistinct)) all[name] = values;
  return { status: response.statusCode, headers: response.headers, all, body: text };
}

/** Pods are found by a name server: not at the first moment. */
export async function ready(url: string, question: Question = {}): Promise<Heard> {
  for (;;) {
    const answer = await ask(url, question);
    if (answer.status !== 502) return answer;
  }
}

/** Opens a connection and sends these bytes. */
export function dial(port: number, bytes: string): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.setEncoding('latin1');
  socket.write(bytes, 'latin1');
  return socket;
}

/** All that comes until the other side closes. */
export async function heard(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  // A connection may be reset after what was said.
  if (!socket.closed) await new Promise((done) => socket.once('close', done));
  return text;
}

/** Sends bytes as they are. @returns all that comes until the edge closes */
export const say = (port: number, bytes: string): Promise<string> => heard(dial(port, bytes));

/** The statuses of all answers in what was heard. */
export const statuses = (text: string): number[] =>
  [...text.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status));
