/**
 * Real Postgres processes for tests. Whatever a test starts here is gone when its file is done, also when it failed.
 *
 *     const primary = await startPostgres();
 *     const replica = await startReplica(primary);
 *     await replica.kill('SIGSTOP');
 */
import type { ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { installed, type Server } from '../../../tools/servers/install';
import { freePort, freshAddress } from '../redis/addresses';
import { isOver, killAll, launch, newFolder, NOBODY, run, signalAll } from './processes';

/** A server that is to be started. */
export interface PostgresOptions {
  /** An address of loopback, which is its name too. @default - one that nobody else has */
  readonly host?: string;
  /** @default - one that is free */
  readonly port?: number;
  /** Parameters of postgresql.conf. They come after the defaults, and so win. */
  readonly config?: Readonly<Record<string, string | number>>;
}

/** A server that runs, or ran. */
export interface Postgres {
  readonly host: string;
  readonly port: number;
  readonly dir: string;
  /** Of the postmaster. */
  readonly pid: number;
  /** Sends a signal to the postmaster and its children. With SIGKILL it resolves when they are gone. @default SIGKILL */
  readonly kill: (signal?: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT') => Promise<void>;
  /** A fast shutdown; connections are ended. */
  readonly stop: () => Promise<void>;
  /** Stops it unless it is gone, and starts it again with its data; `files` are put into its folder. */
  readonly restart: (config?: PostgresOptions['config'], files?: Readonly<Record<string, string>>) => Promise<Postgres>;
  /** One statement as superuser over a connection of its own; its rows. */
  readonly call: (sql: string, database?: string) => Promise<Record<string, unknown>[]>;
  /** What it has written to its log, over all its lives. */
  readonly log: () => string;
}

/** Loopback only, and nothing that has to outlive the machine. */
const DEFAULTS: NonNullable<PostgresOptions['config']> = {
  unix_socket_directories: '',
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '16MB',
  max_connections: 40,
  max_wal_senders: 8,
  wal_keep_size: '64MB',
  wal_level: 'replica',
  wal_retrieve_retry_interval: '100ms',
  log_min_messages: 'warning',
};

/** The superuser needs no password, and everyone else does. */
const HBA = `host all postgres 127.0.0.0/8 trust
host replication postgres 127.0.0.0/8 trust
host all all 127.0.0.0/8 scram-sha-256
`;

const server = (): Server<'postgres'> => {
  const found = installed('postgres');
  if (found === undefined) throw new Error('there is no Postgres yet: put the test into describePostgres()');
  return found;
};

const start = (program: 'initdb' | 'basebackup', args: readonly string[], cwd: string): Promise<void> => {
  const { loader, libraries, programs } = server();
  return run(loader, ['--library-path', libraries, programs[program], ...args], cwd);
};

let template: Promise<string> | undefined;

/** Starts an empty server, and waits until it answers. */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  // One is made for the whole file, and copied: that is ten times as fast.
  template ??= initialised();
  const dir = newFolder('postgres');
  await run('cp', ['-R', await template, dir], dir);
  return begin(options, dir);
}

/** Starts a replica that streams from `primary` under its own address as its name, as Patroni has it, at the same port. */
export async function startReplica(primary: Postgres, options: Omit<PostgresOptions, 'port'> = {}): Promise<Postgres> {
  const host = options.host ?? freshAddress();
  const dir = newFolder('postgres');
  const from = ['--host', primary.host, '--port', String(primary.port), '--username', 'postgres'];
  await start('basebackup', [...from, '--pgdata', join(dir, 'data'), '--checkpoint=fast', '--no-sync'], dir);
  put(join(dir, 'data', 'standby.signal'), '');
  const config = { primary_conninfo: conninfo(primary, host), ...options.config };
  return begin({ ...options, host, port: primary.port, config }, dir);
}

/** How a replica reaches a primary. */
export const conninfo = ({ host, port }: Pick<Postgres, 'host' | 'port'>, name: string): string =>
  `host=${host} port=${port} user=postgres application_name=${name}`;

/** Writes a file that nobody but the server may read, as it wants it for keys. */
function put(file: string, content: string): void {
  writeFileSync(file, content, { mode: 0o600 });
  if (NOBODY !== undefined) chownSync(file, NOBODY.uid, NOBODY.gid);
}

async function initialised(): Promise<string> {
  const dir = newFolder('postgres-template');
  const options = ['--username=postgres', '--auth=trust', '--no-sync', '--locale=C', '--encoding=UTF8'];
  await start('initdb', [...options, '--wal-segsize=1', '--pgdata', join(dir, 'data')], dir);
  return join(dir, 'data');
}

async function begin(options: PostgresOptions, dir: string): Promise<Postgres> {
  const host = options.host ?? freshAddress();
  const port = options.port ?? (await freePort(host));
  const data = join(dir, 'data');
  const config = { listen_addresses: host, port, ...DEFAULTS, ...options.config };
  const quoted = (value: string | number) => `'${String(value).replaceAll("'", "''")}'`;
  const lines = Object.entries(config).map(([name, value]) => `${name} = ${quoted(value)}\n`);
  writeFileSync(join(data, 'postgresql.conf'), lines.join(''));
  writeFileSync(join(data, 'pg_hba.conf'), HBA);
  chmodSync(data, 0o700);
  const child = launch(server().programs.server, ['-D', data], dir);
  const postgres = postgresOf({ ...options, host, port }, child, dir);
  if (await answers(postgres, child)) return postgres;
  await killAll(child);
  throw new Error(`postgres did not start at ${host}:${port}:\n${postgres.log().slice(-4000)}`);
}

async function answers(postgres: Postgres, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline && !isOver(child)) {
    const answered = await postgres.call('SELECT 1').then(
      () => true,
      () => false,
    );
    if (answered) return true;
    await sleep(20);
  }
  return false;
}

function postgresOf(
  options: Required<Omit<PostgresOptions, 'config'>> & PostgresOptions,
  child: ChildProcess,
  dir: string,
): Postgres {
  const { host, port } = options;
  const stop = async () => {
    if (isOver(child)) return;
    signalAll(child, 'SIGCONT');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    await Promise.race([gone, sleep(10_000, undefined, { ref: false })]);
    await killAll(child);
  };
  return {
    host,
    port,
    dir,
    pid: child.pid ?? 0,
    kill: async (signal = 'SIGKILL') => {
      if (signal === 'SIGKILL') await killAll(child);
      else signalAll(child, signal);
    },
    stop,
    restart: async (config = {}, files = {}) => {
      await stop();
      for (const [name, content] of Object.entries(files)) put(join(dir, 'data', name), content);
      return begin({ ...options, config: { ...options.config, ...config } }, dir);
    },
    call: async (sql, database = 'postgres') => {
      const client = new Client({ host, port, user: 'postgres', database, connectionTimeoutMillis: 5000 });
      client.on('error', () => undefined);
      await client.connect();
      try {
        const result = await client.query<Record<string, unknown>>(sql);
        return ([result].flat().at(-1) ?? result).rows;
      } finally {
        await client.end();
      }
    },
    log: () => (existsSync(join(dir, 'log')) ? readFileSync(join(dir, 'log'), 'utf8') : ''),
  };
}
