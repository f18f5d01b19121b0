/** The three that are compared, as data: how each is started, and where it tells what it knows. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MONITOR_USER, PATHS } from '@scaleout/health-contract';
import type { ConfigurationInput } from '../../services/health-sidecar/src/configuration';
import { MEMORY_SETTINGS } from '../../constructs/sidecar/container';
import { install } from '../../tools/servers/install';
import { killAll, launch, newFolder } from '../../test/services/postgres-server/processes';
import { until } from '../../test/services/redis/cluster';
import { freePort } from '../../test/services/redis/addresses';
import { ALONE, memoryOf, type Memory } from '../common/process';
import { Client } from './client';
import { PASSWORD, type World } from './world';

const HOST = '127.0.0.1';
/** What `npm run build -w services/health-sidecar` makes. */
const BUNDLE = resolve(__dirname, '../../services/health-sidecar/build/server.js');

let node: string = process.execPath;
/** What the sidecar is run with: its image may have another Node than this process. @default - that of this process */
export const runSidecarWith = (path: string): void => {
  node = path;
};

/** A process that is measured. */
export interface Contender {
  readonly pid: number;
  readonly port: number;
  /** What is asked for a whole scrape. */
  readonly paths: readonly string[];
  stop(): Promise<void>;
}

/** How a contender is started. */
interface Start {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
}

interface Place {
  readonly world: World;
  readonly port: number;
  /** A folder of its own. */
  readonly dir: string;
}

/** The stack's own monitor, as constructs/sidecar/health-monitor.ts configures it. */
const sidecar =
  (intervalSeconds: number) =>
  ({ world, port, dir }: Place): Promise<Start> => {
    const login = { user: MONITOR_USER, passwordFile: world.passwordFile };
    const { primary, replica, pooler, nodes } = world;
    const configuration: ConfigurationInput = {
      stack: 'shop',
      replication: { ...login, name: 'app', port: primary.port, members: [primary.host, replica.host] },
      pooler: { ...login, host: pooler.host, port: pooler.port },
      redis: {
        ...login,
        mode: 'cluster',
        nodes: nodes.map((node) => ({ host: node.host, port: node.port })),
        depth: 'every-node',
        expected: { shards: 3, replicasPerShard: 1 },
      },
      sampling: { intervalSeconds },
    };
    const file = join(dir, 'sidecar.json');
    writeFileSync(file, JSON.stringify(configuration));
    return Promise.resolve({
      command: [node, BUNDLE],
      env: { ...MEMORY_SETTINGS, HOST, PORT: String(port), SIDECAR_CONFIG_FILE: file, LOG_LEVEL: 'info' },
      paths: [PATHS.metrics],
    });
  };

async function postgresExporter({ world, port }: Place): Promise<Start> {
  const { loader, libraries, programs } = await install('postgres-exporter');
  const { primary } = world;
  return {
    command: [loader, '--library-path', libraries, programs.server, `--web.listen-address=${HOST}:${port}`],
    env: {
      DATA_SOURCE_NAME: `postgresql://${MONITOR_USER}:${PASSWORD}@${primary.host}:${primary.port}/app?sslmode=disable`,
    },
    paths: ['/metrics'],
  };
}

const redisExporter =
  (paths: (world: World) => readonly string[]) =>
  async ({ world, port }: Place): Promise<Start> => {
    const { loader, libraries, programs } = await install('redis-exporter');
    const [first] = world.nodes;
    if (first === undefined) throw new Error('there is no node');
    const options = ['--is-cluster', `--web.listen-address=${HOST}:${port}`, `--redis.addr=${addressOf(first)}`];
    return {
      command: [loader, '--library-path', libraries, programs.server, ...options],
      env: {},
      paths: paths(world),
    };
  };

const addressOf = ({ host, port }: { readonly host: string; readonly port: number }) => `redis://${host}:${port}`;

/** Those that there are. The exporter of Redis is there twice: asked about the node that it was told of, and about all six. */
export const CONTENDERS = {
  ours: { title: 'sidecar', start: sidecar(5) },
  oursFast: { title: 'sidecar, 1 s', start: sidecar(1) },
  postgres: { title: 'postgres exporter', start: postgresExporter },
  redis: { title: 'redis exporter, one node', start: redisExporter(() => ['/metrics']) },
  redisAll: {
    title: 'redis exporter, six nodes',
    start: redisExporter(({ nodes }) => nodes.map((node) => `/scrape?target=${addressOf(node)}`)),
  },
} as const satisfies Record<string, { readonly title: string; readonly start: (place: Place) => Promise<Start> }>;

export type Name = keyof typeof CONTENDERS;

/** What Node takes by itself when it can do what any sidecar must: answer HTTP, and speak TLS. */
export async function memoryOfNode(): Promise<Memory> {
  const script = "require('node:tls'); require('node:http').createServer().listen(0)";
  const child = launch(node, ['--eval', script], newFolder('node'), MEMORY_SETTINGS);
  await sleep(2000);
  const memory = memoryOf(child.pid ?? 0);
  await killAll(child);
  return memory;
}

/** `v24.1.0`. */
export const versionOfNode = (): string => execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();

/** Starts one, alone on the first core, and waits until it answers. */
export async function start(name: Name, world: World): Promise<Contender> {
  const port = await freePort(HOST);
  const dir = newFolder('contender');
  const { command, env, paths } = await CONTENDERS[name].start({ world, port, dir });
  const [program = '', ...args] = [...ALONE, ...command];
  const child = launch(program, args, dir, env);
  const client = new Client(port);
  try {
    await until(`${name} answers`, () =>
      client.get(paths[0] ?? '').then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
  } finally {
    client.close();
  }
  return { pid: child.pid ?? 0, port, paths, stop: () => killAll(child) };
}
