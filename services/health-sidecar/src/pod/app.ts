/** The app beside the sidecar. A request to it tells more than a connection: a process that hangs still takes connections. */
import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import { sample } from '@scaleout/health-contract';
import { CollectorError, type Collector, type Reading } from '../collector';
import type { Configuration } from '../configuration';

type App = NonNullable<Configuration['app']>;

/** So much of an answer is read, so that its connection can be used again; of a longer one the rest is not wanted. */
const MOST_BODY_BYTES = 64 * 1024;

export function appCollector(config: App): Collector {
  const look = 'http' in config ? httpLook(new URL(config.http)) : tcpLook(config.tcp);
  return {
    name: 'app',
    scope: 'pod',
    whenFailed: { facts: { latency_ms: null }, samples: sample('app_up', false, {}) },
    async collect(signal) {
      const began = performance.now();
      const fault = await look.ask(signal);
      const seconds = (performance.now() - began) / 1000;
      return {
        ...(fault === undefined ? { status: 'ok' } : { status: 'down', reason: fault }),
        facts: { latency_ms: Math.round(seconds * 1e6) / 1000 },
        samples: [...sample('app_up', fault === undefined, {}), ...sample('app_latency_seconds', seconds, {})],
      } satisfies Reading;
    },
    close: look.close,
  };
}

interface AppLook {
  /** What is wrong with its answer; undefined: nothing. @throws when there is none */
  readonly ask: (signal: AbortSignal) => Promise<string | undefined>;
  readonly close: () => void;
}

function httpLook(url: URL): AppLook {
  const isTls = url.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: 1 };
  // As the kubelet does: the app's certificate is for its public name, and this is its own pod.
  const agent = isTls ? new HttpsAgent({ ...options, rejectUnauthorized: false }) : new HttpAgent(options);
  const once = async (signal: AbortSignal): Promise<number> =>
    new Promise((resolve, reject) => {
      const request = (isTls ? requestHttps : requestHttp)(url, { agent, signal, headers: { accept: '*/*' } });
      let isReused = false;
      request.once('socket', () => {
        isReused = request.reusedSocket;
      });
      request.once('error', (error: NodeJS.ErrnoException) => {
        reject(isReused && error.code === 'ECONNRESET' ? new ClosedMeanwhile() : faultOf(error));
      });
      request.once('response', (response) => {
        drain(response).then(
          () => {
            resolve(response.statusCode ?? 0);
          },
          (error: unknown) => {
            reject(faultOf(error));
          },
        );
      });
      request.end();
    });
  return {
    ask: async (signal) => {
      // It may close a connection that was kept just when it is used again; that says nothing about it.
      const status = await once(signal).catch((error: unknown) => {
        if (error instanceof ClosedMeanwhile) return once(signal);
        throw error;
      });
      return status >= 200 && status < 400 ? undefined : `answers ${status}`;
    },
    close: () => {
      agent.destroy();
    },
  };
}

class ClosedMeanwhile extends CollectorError {
  constructor() {
    super('closes the connection');
  }
}

/** Leaving the loop destroys the response and its connection. */
async function drain(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  for await (const chunk of response) {
    bytes += (chunk as Buffer).length;
    if (bytes > MOST_BODY_BYTES) return;
  }
}

function tcpLook({ host, port }: { readonly host: string; readonly port: number }): AppLook {
  return {
    ask: async (signal) =>
      new Promise((resolve, reject) => {
        const socket = connect({ host, port, signal });
        socket.once('connect', () => {
          socket.destroy();
          resolve(undefined);
        });
        socket.once('error', (error) => {
          reject(faultOf(error));
        });
      }),
    close: () => undefined,
  };
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

function faultOf(error: unknown): CollectorError {
  const { code = '' } = error as NodeJS.ErrnoException;
  const isHttp = code.startsWith('HPE_');
  return new CollectorError(WORDS[code] ?? (isHttp ? 'does not speak HTTP' : 'does not answer'), { cause: error });
}
