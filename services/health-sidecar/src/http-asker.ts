/** Asks a server of the same pod over HTTP, on one connection that is kept between two looks. */
import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { CollectorError } from './collector';

/** What it answered. */
export interface HttpAnswer {
  readonly status: number;
  /** Its bytes; undefined when there are more than are wanted. */
  readonly body: Buffer | undefined;
}

export class HttpAsker {
  private readonly agent: HttpAgent | HttpsAgent;
  private readonly request: typeof requestHttp;

  /** @param mostBytes so much of an answer is read, so that its connection can be used again; of a longer one the rest is not wanted */
  constructor(
    private readonly url: URL,
    private readonly mostBytes: number,
  ) {
    const isTls = url.protocol === 'https:';
    const options = { keepAlive: true, maxSockets: 1 };
    // As the kubelet does: the certificate is for a public name, and this is its own pod.
    this.agent = isTls ? new HttpsAgent({ ...options, rejectUnauthorized: false }) : new HttpAgent(options);
    this.request = isTls ? requestHttps : requestHttp;
  }

  /** @throws CollectorError when there is no answer, or not all of it */
  async get(signal: AbortSignal): Promise<HttpAnswer> {
    // It may close a connection that was kept just when it is used again; that says nothing about it.
    return this.once(signal).catch((error: unknown) => {
      if (error instanceof ClosedMeanwhile) return this.once(signal);
      throw error;
    });
  }

  /** Lets go of the connection. */
  close(): void {
    this.agent.destroy();
  }

  private async once(signal: AbortSignal): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const request = this.request(this.url, { agent: this.agent, signal, headers: { accept: '*/*' } });
      let isReused = false;
      request.once('socket', () => {
        isReused = request.reusedSocket;
      });
      request.once('error', (error: NodeJS.ErrnoException) => {
        reject(isReused && isClosed(error) ? new ClosedMeanwhile() : faultOf(error));
      });
      request.once('response', (response) => {
        bodyOf(response, this.mostBytes).then(
          (body) => {
            resolve({ status: response.statusCode ?? 0, body });
          },
          (error: unknown) => {
            reject(faultOf(error));
          },
        );
      });
      request.end();
    });
  }
}

class ClosedMeanwhile extends CollectorError {
  constructor() {
    super('closes the connection');
  }
}

const isClosed = ({ code }: NodeJS.ErrnoException): boolean => code === 'ECONNRESET' || code === 'EPIPE';

/** Leaving the loop destroys the response and its connection. */
async function bodyOf(response: IncomingMessage, mostBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += (chunk as Buffer).length;
    if (bytes > mostBytes) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections',
  ECONNRESET: 'closes the connection',
  EPIPE: 'closes the connection',
  ENOTFOUND: 'has a name that leads nowhere',
  EAI_AGAIN: 'has a name that leads nowhere',
  ETIMEDOUT: 'does not answer in time',
  ABORT_ERR: 'does not answer in time',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  EPROTO: 'does not speak TLS',
};

/** An error of a connection, in words that may be shown. */
export function faultOf(error: unknown): CollectorError {
  const { code = '' } = error as NodeJS.ErrnoException;
  const isHttp = code.startsWith('HPE_');
  return new CollectorError(WORDS[code] ?? (isHttp ? 'does not speak HTTP' : 'does not answer'), { cause: error });
}
