/** The app beside the sidecar. A request to it tells more than a connection: a process that hangs still takes connections. */
import { connect } from 'node:net';
import { sample } from '@scaleout/health-contract';
import type { Collector, Reading } from '../collector';
import type { Configuration } from '../configuration';
import { faultOf, HttpAsker } from '../http-asker';

type App = NonNullable<Configuration['app']>;

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
  const asker = new HttpAsker(url, MOST_BODY_BYTES);
  return {
    ask: async (signal) => {
      const { status } = await asker.get(signal);
      return status >= 200 && status < 400 ? undefined : `answers ${status}`;
    },
    close: () => {
      asker.close();
    },
  };
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
