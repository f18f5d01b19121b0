/**
 * Asks the edge what only a client can see: what it offers of TLS, how it spreads requests, and how it takes those who mean no good. It runs
 * inside the cluster, in an image that has nothing but Node 24, which strips the types: hence one file, no packages, and no TypeScript that
 * is more than types.
 *
 *   node edge.ts HOST
 *
 * It prints one line of JSON.
 */
import http2 from 'node:http2';
import https from 'node:https';
import tls from 'node:tls';

/** What was seen. */
export interface EdgeReport {
  /** By the version that the client has alone: what was agreed on, or why there was no connection. */
  readonly versions: Readonly<Record<string, string>>;
  /** A cipher without forward secrecy. */
  readonly weakCipher: string;
  readonly protocol: string | false | null;
  /** The status of an answer over HTTP/2. */
  readonly http2: number;
  /** Answers by the pod that gave them. */
  readonly spread: Readonly<Record<string, number>>;
  /** Statuses by the size of the body, in MiB. */
  readonly uploads: Readonly<Record<string, number>>;
  /** The first line that each hostile request was answered with. */
  readonly hostile: Readonly<Record<string, string>>;
  readonly slow: { readonly opened: number; readonly answeredMeanwhile: number; readonly closedAfterMs: number };
}

const HOST = process.argv[2] ?? '';
const PORT = 443;
const PATH = '/api/v1/hello';
const MIB = 1024 * 1024;
const options = { host: HOST, port: PORT, servername: HOST, rejectUnauthorized: false };

function connect(more: tls.ConnectionOptions = {}): Promise<tls.TLSSocket> {
  return new Promise((done, fail) => {
    const socket = tls.connect({ ...options, ...more }, () => {
      done(socket);
    });
    socket.once('error', fail);
  });
}

async function agreed(more: tls.ConnectionOptions): Promise<string> {
  try {
    const socket = await connect(more);
    const version = socket.getProtocol() ?? 'none';
    socket.destroy();
    return version;
  } catch (error) {
    return `refused (${(error as NodeJS.ErrnoException).code ?? 'without a code'})`;
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

function ask(agent: https.Agent, path: string, body?: Buffer): Promise<Answer> {
  return new Promise((done, fail) => {
    const method = body === undefined ? 'GET' : 'POST';
    const request = https.request({ ...options, agent, path, method }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.once('end', () => {
        done({ status: response.statusCode ?? 0, body: text });
      });
    });
    // An answer may come before all of a body is sent: 413 does.
    request.once('error', fail).end(body);
  });
}

/** One request after the other over a few connections, below the limit of requests. */
async function spread(times: number): Promise<Record<string, number>> {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
  const found: Record<string, number> = {};
  for (let index = 0; index < times; index += 1) {
    const { body } = await ask(agent, PATH);
    const { pod } = JSON.parse(body) as { pod: string };
    found[pod] = (found[pod] ?? 0) + 1;
    await new Promise((go) => setTimeout(go, 30));
  }
  agent.destroy();
  return found;
}

async function firstLine(text: string): Promise<string> {
  const socket = await connect();
  return new Promise((done) => {
    let seen = '';
    const end = () => {
      socket.destroy();
      done(seen.split('\r\n', 1)[0] ?? '');
    };
    socket.setEncoding('utf8').on('data', (part: string) => {
      seen += part;
      if (seen.includes('\r\n')) end();
    });
    socket.once('close', end).once('error', end);
    socket.write(text);
    setTimeout(end, 5000).unref();
  });
}

const head = (...lines: readonly string[]): string =>
  [`POST ${PATH} HTTP/1.1`, `Host: ${HOST}`, ...lines, '', ''].join('\r\n');
const HOSTILE = {
  'two ends of a body': `${head('Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\nGET /x HTTP/1.1\r\n\r\n`,
  'two lengths': `${head('Content-Length: 4', 'Content-Length: 5')}abcd`,
  'a length that is none': `${head('Content-Length: 4x')}abcd`,
  'an encoding that is none': `${head('Transfer-Encoding: xchunked')}0\r\n\r\n`,
  'a path that climbs': `GET /api/..%2f..%2fetc/passwd HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`,
  'a head without end': `GET / HTTP/1.1\r\nHost: ${HOST}\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
};

/** Many who begin a request and go on no further: others are answered all the same, and they are shown out. */
async function slow(count: number): Promise<EdgeReport['slow']> {
  const begin = performance.now();
  const sockets = await Promise.all(Array.from({ length: count }, () => connect()));
  const gone = sockets.map(
    (socket) =>
      new Promise<void>((done) => {
        socket.on('error', () => undefined).resume();
        socket.once('close', () => {
          done();
        });
      }),
  );
  for (const socket of sockets) socket.write(`GET / HTTP/1.1\r\nHost: ${HOST}\r\nX: `);
  const agent = new https.Agent({ keepAlive: false, rejectUnauthorized: false });
  let answered = 0;
  for (let index = 0; index < 20; index += 1) answered += (await ask(agent, PATH)).status === 200 ? 1 : 0;
  await Promise.all(gone);
  return { opened: count, answeredMeanwhile: answered, closedAfterMs: Math.round(performance.now() - begin) };
}

async function main(): Promise<void> {
  const versions: Record<string, string> = {};
  for (const version of ['TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const) {
    // Else the client itself would not offer the old one.
    const ciphers = version === 'TLSv1.1' ? { ciphers: 'ALL:@SECLEVEL=0' } : {};
    versions[version] = await agreed({ minVersion: version, maxVersion: version, ...ciphers });
  }
  const weakCipher = await agreed({ maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA:@SECLEVEL=0' });
  const alpn = await connect({ ALPNProtocols: ['h2', 'http/1.1'] });
  const protocol = alpn.alpnProtocol;
  alpn.destroy();

  const session = http2.connect(`https://${HOST}`, { rejectUnauthorized: false });
  const stream = session.request({ ':path': PATH });
  const status = await new Promise<number>((done, fail) => {
    stream.once('response', (headers) => {
      done(headers[':status'] ?? 0);
    });
    stream.once('error', fail);
  });
  session.destroy();

  const uploads: Record<string, number> = {};
  for (const size of [5, 11]) {
    const agent = new https.Agent({ keepAlive: false, rejectUnauthorized: false });
    uploads[size] = (await ask(agent, PATH, Buffer.alloc(size * MIB)).catch(() => ({ status: 0 }))).status;
  }
  const hostile: Record<string, string> = {};
  for (const [name, text] of Object.entries(HOSTILE)) hostile[name] = await firstLine(text);

  const report: EdgeReport = {
    ...{ versions, weakCipher, protocol, http2: status },
    ...{ spread: await spread(150), uploads, hostile, slow: await slow(100) },
  };
  console.log(JSON.stringify(report));
}

void main().then(() => process.exit(0));
