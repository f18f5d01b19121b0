/** The real server of the health API, on a free port, over snapshots that a test may change. */
import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import {
  configurationSchema,
  type Configuration,
  type ConfigurationInput,
} from '../../../../services/health-sidecar/src/configuration';
import { createHealthServer, type HealthServerOptions } from '../../../../services/health-sidecar/src/http';
import type { Snapshot } from '../../../../services/health-sidecar/src/snapshot';
import { ofPod, snapshot } from '../snapshots';

export const TOKEN = 'correct-horse-battery-staple';
export const BEARER = { authorization: `Bearer ${TOKEN}` };

/** What a test may change while the server runs. */
export interface World {
  snapshots: readonly Snapshot[];
  overdueSeconds: number;
  isDraining: boolean;
  token: string | undefined;
  configuration: Partial<ConfigurationInput>;
}

/** An answer as it came. */
export interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly json: Record<string, unknown>;
}

export interface Serving {
  readonly port: number;
  readonly world: World;
  /** Lines of the log as JSON. */
  readonly logged: string[];
  readonly ask: (path: string, headers?: Record<string, string>, method?: string) => Promise<Reply>;
  /** Sends bytes as they are, and resolves with all that comes until the connection ends. */
  readonly raw: (bytes: string | Uint8Array) => Promise<string>;
  readonly close: () => Promise<void>;
}

const serving: Serving[] = [];

const known = new WeakMap<object, Configuration>();
/** As the sidecar has it: checked once, and not with each request. */
function parsed(given: Partial<ConfigurationInput>): Configuration {
  const made = known.get(given) ?? configurationSchema.parse({ stack: 'my-shop', ...given });
  known.set(given, made);
  return made;
}

afterEach(async () => {
  await Promise.all(serving.splice(0).map(({ close }) => close()));
});

export async function serveHealth(given: Partial<World> = {}, times?: HealthServerOptions['times']): Promise<Serving> {
  const world: World = {
    snapshots: [ofPod({ name: 'app' }), snapshot({ name: 'database' })],
    ...{ overdueSeconds: 0, isDraining: false, token: TOKEN, configuration: {} },
    ...given,
  };
  const logged: string[] = [];
  const write = (...line: unknown[]) => {
    logged.push(JSON.stringify(line, (_key, value: unknown) => (value instanceof Error ? value.stack : value)));
  };
  const health = createHealthServer({
    configuration: () => parsed(world.configuration),
    sampler: {
      get snapshots() {
        return world.snapshots;
      },
      get overdueSeconds() {
        return world.overdueSeconds;
      },
    },
    state: world,
    token: () => world.token,
    identity: {
      ...{ service: 'health-sidecar', version: '1.2.3', pod: 'my-shop-backend-1', node: 'node-7' },
      startedAt: new Date(),
    },
    times,
    log: { info: write, warn: write, error: write } as never,
  });
  const { port } = await health.listen({ host: '127.0.0.1', port: 0 });
  const made: Serving = {
    ...{ port, world, logged },
    ask: (path, headers = {}, method = 'GET') => ask(port, path, headers, method),
    raw: (bytes) => raw(port, bytes),
    close: () => health.close(),
  };
  serving.push(made);
  return made;
}

export async function ask(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Reply> {
  const pending = request({ host: '127.0.0.1', port, path, method, headers, agent: false }).end();
  const [response] = (await once(pending, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += String(chunk);
  const isJson = body !== '' && response.headers['content-type']?.startsWith('application/json') === true;
  const json = isJson ? (JSON.parse(body) as Record<string, unknown>) : {};
  return { status: response.statusCode, headers: response.headers, body, json };
}

async function raw(port: number, bytes: string | Uint8Array): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => undefined);
  socket.end(bytes);
  await once(socket, 'close');
  return text;
}
