/**
 * Real Redis and Valkey processes for tests and benchmarks. Whatever a test starts here is gone when its file is done, also when it failed.
 *
 *     const node = await startNode({ flavour: 'valkey', config: { 'cluster-enabled': 'yes' } });
 *     await node.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16383);
 *     const later = await node.restart({ host: freshAddress() });
 */
import { spawn, type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Redis, type RedisOptions } from 'ioredis';
import { installed, type Flavour, type Server } from '../../../tools/servers/install';
import { whenDone } from '../when-done';
import { freePort } from './addresses';
import { watch } from './watchdog';

/** A node that is to be started. */
export interface NodeOptions {
  readonly flavour: Flavour;
  /** An address of loopback. @default 127.0.0.1 */
  readonly host?: string;
  /** @default - one that is free, and so is the port of the cluster bus 10,000 above it */
  readonly port?: number;
  /** Where it keeps its data, its `redis.conf` and its log. @default - a new folder, removed in the end */
  readonly dir?: string;
  /** Lines of redis.conf; a list is as many lines. They come after the defaults, and so win. */
  readonly config?: Readonly<Record<string, string | number | readonly string[]>>;
  /** Arguments after the configuration file. */
  readonly args?: readonly string[];
}

/** A node that runs, or ran. */
export interface RedisNode {
  readonly flavour: Flavour;
  readonly host: string;
  readonly port: number;
  readonly dir: string;
  readonly pid: number;
  /** Resolves when the process is gone. */
  readonly exit: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Sends a signal to the process and its children. With SIGKILL and SIGTERM it resolves when they are gone. @default SIGKILL */
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>;
  /** SIGTERM, and SIGKILL after ten seconds. */
  readonly stop: () => Promise<void>;
  /** Stops it unless it is gone, and starts it again with its data; `changes` are what is different now. */
  readonly restart: (changes?: Partial<Omit<NodeOptions, 'flavour' | 'dir'>>) => Promise<RedisNode>;
  /** A plain connection that never tries again; closed in the end. */
  readonly client: (options?: RedisOptions) => Redis;
  /** One command over such a connection. */
  readonly call: (command: string, ...args: (string | number)[]) => Promise<unknown>;
  /** What `redis-cli -h HOST -p PORT ARGUMENTS` prints. */
  readonly cli: (...args: string[]) => Promise<string>;
  /** What it has written to its log, over all its lives. */
  readonly log: () => string;
}

/** Loopback only, no password, nothing saved: what a test needs otherwise it says. */
const defaults = (host: string, port: number, dir: string): NonNullable<NodeOptions['config']> => ({
  bind: host,
  port,
  dir,
  // Its own connections come from its own address too, as those of a pod do.
  'bind-source-addr': host,
  'cluster-announce-ip': host,
  'protected-mode': 'no',
  daemonize: 'no',
  save: '""',
  appendonly: 'no',
});

const processes = new Set<ChildProcess>();
const clients = new Set<Redis>();
const folders = new Set<string>();

/** Starts a node and waits until it takes connections; it may still be loading its data then. */
export async function startNode(options: NodeOptions): Promise<RedisNode> {
  const host = options.host ?? '127.0.0.1';
  const dir = options.dir ?? newFolder(options.flavour);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort(host));
    const child = launch(options, host, port, dir);
    if (await takesConnections(child, host, port)) return nodeOf(options, child, host, port, dir);
    const log = readFileSync(join(dir, 'log'), 'utf8');
    // Between the look and the start someone else may have taken the port.
    const unlucky = options.port === undefined && log.includes('Address already in use') && attempt < 5;
    if (!unlucky) throw new Error(`${options.flavour} did not start at ${host}:${port}:\n${log.slice(-4000)}`);
  }
}

/** Kills all nodes, closes all clients, removes all folders. Done by itself when a test file ends. */
export async function stopAll(): Promise<void> {
  for (const client of clients) client.disconnect();
  clients.clear();
  await Promise.all([...processes].map((child) => killed(child, 'SIGKILL')));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders.clear();
}

whenDone(stopAll);

function newFolder(flavour: Flavour): string {
  const folder = mkdtempSync(join(tmpdir(), `${flavour}-`));
  folders.add(folder);
  return folder;
}

function serverOf(flavour: Flavour): Server<Flavour> {
  const server = installed(flavour);
  if (server === undefined) throw new Error(`there is no ${flavour} yet: put the test into describeFlavours()`);
  return server;
}

function launch(options: NodeOptions, host: string, port: number, dir: string): ChildProcess {
  const { loader, libraries, programs } = serverOf(options.flavour);
  const config = { ...defaults(host, port, dir), ...options.config };
  const lines = Object.entries(config).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly string[]) : [value]).map((each) => `${name} ${String(each)}\n`),
  );
  const file = join(dir, 'redis.conf');
  writeFileSync(file, lines.join(''));
  const log = openSync(join(dir, 'log'), 'a');
  const args = ['--library-path', libraries, programs.server, file, ...(options.args ?? [])];
  // A process group of its own: the children that save its data go with it.
  const child = spawn(loader, args, { cwd: dir, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  processes.add(child);
  watch(child);
  child.once('exit', () => processes.delete(child));
  return child;
}

async function takesConnections(child: ChildProcess, host: string, port: number): Promise<boolean> {
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const socket = connect(port, host);
    const connected = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (connected) return true;
    await sleep(20);
  }
  await killed(child, 'SIGKILL');
  return false;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function killed(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  signalGroup(child, signal);
  // A stopped process does not hear of SIGTERM before it goes on.
  if (signal === 'SIGTERM') signalGroup(child, 'SIGCONT');
  await gone;
}

function nodeOf(options: NodeOptions, child: ChildProcess, host: string, port: number, dir: string): RedisNode {
  const { flavour } = options;
  const server = serverOf(flavour);
  const exit = new Promise<Awaited<RedisNode['exit']>>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
  const client = (more: RedisOptions = {}): Redis => {
    const made = new Redis({ host, port, retryStrategy: null, maxRetriesPerRequest: 0, ...more });
    made.on('error', () => undefined);
    clients.add(made);
    made.once('end', () => clients.delete(made));
    return made;
  };
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (signal === 'SIGKILL' || signal === 'SIGTERM') await killed(child, signal);
    else signalGroup(child, signal);
  };
  const stop = async () => {
    const late = setTimeout(() => {
      signalGroup(child, 'SIGKILL');
    }, 10_000);
    await kill('SIGTERM');
    clearTimeout(late);
  };
  return {
    flavour,
    host,
    port,
    dir,
    pid: child.pid ?? 0,
    exit,
    kill,
    stop,
    restart: async (changes = {}) => {
      await stop();
      return startNode({ ...options, host, port, ...changes, dir, config: { ...options.config, ...changes.config } });
    },
    client,
    call: async (command, ...args) => {
      const once = client();
      try {
        return await once.call(command, ...args);
      } finally {
        once.disconnect();
      }
    },
    cli: async (...args) => {
      const program = [
        '--library-path',
        server.libraries,
        server.programs.cli,
        '-h',
        host,
        '-p',
        String(port),
        ...args,
      ];
      return (await promisify(execFile)(server.loader, program, { encoding: 'utf8' })).stdout;
    },
    log: () => (existsSync(join(dir, 'log')) ? readFileSync(join(dir, 'log'), 'utf8') : ''),
  };
}
