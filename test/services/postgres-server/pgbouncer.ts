/** Real PgBouncer processes for tests, before a Postgres of postgres.ts; gone when the test file is done. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installed } from '../../../tools/servers/install';
import { freePort, freshAddress } from '../redis/addresses';
import type { Postgres } from './postgres';
import { isOver, killAll, launch, newFolder, signalAll } from './processes';

/** A pooler that is to be started. */
export interface PgbouncerOptions {
  /** @default - one that nobody else has */
  readonly host?: string;
  /** @default - one that is free */
  readonly port?: number;
  /** Who may log in, with passwords. */
  readonly users: Readonly<Record<string, string>>;
  /** Lines of pgbouncer.ini, which win over the defaults. */
  readonly config?: Readonly<Record<string, string | number>>;
}

/** A pooler that runs, or ran. */
export interface Pgbouncer {
  readonly host: string;
  readonly port: number;
  /** With SIGKILL it resolves when it is gone. @default SIGKILL */
  readonly kill: (signal?: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT') => Promise<void>;
}

/** Starts a pooler whose database `app` leads to that of the same name, and waits until it takes connections. */
export async function startPgbouncer(database: Postgres, options: PgbouncerOptions): Promise<Pgbouncer> {
  const server = installed('pgbouncer');
  if (server === undefined) throw new Error('there is no PgBouncer yet: put the test into describePgbouncer()');
  const host = options.host ?? freshAddress();
  const port = options.port ?? (await freePort(host));
  const dir = newFolder('pgbouncer');
  // As in the chart, as far as a test may depend on it.
  const config = {
    listen_addr: host,
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: join(dir, 'users'),
    pool_mode: 'transaction',
    max_prepared_statements: 100,
    ignore_startup_parameters: 'extra_float_digits,options',
    server_login_retry: 0.2,
    ...options.config,
  };
  const lines = [
    '[databases]',
    `app = host=${database.host} port=${database.port} dbname=app`,
    '[pgbouncer]',
    ...Object.entries(config).map(([name, value]) => `${name} = ${value}`),
  ];
  writeFileSync(
    join(dir, 'users'),
    Object.entries(options.users)
      .map(([name, word]) => `"${name}" "${word}"\n`)
      .join(''),
  );
  writeFileSync(join(dir, 'pgbouncer.ini'), lines.join('\n'));
  const { loader, libraries, programs } = server;
  const child = launch(loader, ['--library-path', libraries, programs.server, join(dir, 'pgbouncer.ini')], dir);
  for (const deadline = Date.now() + 10_000; ;) {
    const socket = connect(port, host);
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) break;
    if (isOver(child) || Date.now() > deadline) {
      await killAll(child);
      throw new Error(`pgbouncer did not start:\n${readFileSync(join(dir, 'log'), 'utf8').slice(-4000)}`);
    }
    await sleep(20);
  }
  return {
    host,
    port,
    kill: async (signal = 'SIGKILL') => {
      if (signal === 'SIGKILL') await killAll(child);
      else signalAll(child, signal);
    },
  };
}
