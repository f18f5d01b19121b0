/** What a database was asked: exact counts, of the server's own books. */
import type { Redis } from 'ioredis';
import { MONITOR_USER } from '@scaleout/health-contract';
import type { Postgres } from '../../test/services/postgres-server/postgres';
import type { RedisNode } from '../../test/services/redis/servers';
import type { World } from './world';

/** Connections that were opened, and statements or commands that were run. */
export interface Asked {
  readonly connections: number;
  readonly statements: number;
}

export const minus = (a: Asked, b: Asked): Asked => ({
  connections: a.connections - b.connections,
  statements: a.statements - b.statements,
});

/** Books of both. */
export class Counts {
  private constructor(
    private readonly servers: readonly Postgres[],
    private readonly clients: readonly Redis[],
  ) {}

  /** Begins to count. Postgres writes each statement into its log from now on, which costs time: nothing else is measured meanwhile. */
  static async begin({ primary, replica, nodes }: World): Promise<Counts> {
    const servers = [primary, replica];
    for (const server of servers) await setLogging(server, true);
    const clients = await Promise.all(nodes.map(connected));
    return new Counts(servers, clients);
  }

  async end(): Promise<void> {
    for (const client of this.clients) client.disconnect();
    for (const server of this.servers) await setLogging(server, false);
  }

  /** Messages with statements that the monitor has sent, and its logins. A message may hold several statements, and counts once. */
  postgres(): Asked {
    const log = this.servers.map((server) => server.log()).join('');
    const count = (what: RegExp) => log.match(what)?.length ?? 0;
    return { connections: count(LOGINS), statements: count(STATEMENTS) };
  }

  /** Commands that all nodes have run, without what nodes tell each other and what is asked here. */
  async redis(): Promise<Asked> {
    let connections = 0;
    let statements = 0;
    for (const client of this.clients) {
      const info = await client.info('everything');
      connections += Number(/^total_connections_received:(\d+)/m.exec(info)?.[1]);
      for (const [, name = '', calls] of info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)) {
        if (!AMONG_NODES.has(name)) statements += Number(calls);
      }
      // The answer does not count its own question, and the next one does.
      statements -= this.asked;
    }
    this.asked += 1;
    return { connections, statements };
  }

  private asked = 0;
}

const STATEMENTS = new RegExp(`\\] ${MONITOR_USER}@\\w+ LOG:  (statement|execute [^:]*):`, 'g');
const LOGINS = new RegExp(`\\] ${MONITOR_USER}@\\w+ LOG:  connection authorized:`, 'g');
const AMONG_NODES = new Set(['ping', 'replconf', 'psync']);

async function setLogging(server: Postgres, on: boolean): Promise<void> {
  await server.call(`ALTER SYSTEM SET log_statement = ${on ? "'all'" : "'none'"}`);
  await server.call(`ALTER SYSTEM SET log_connections = ${on ? 'on' : 'off'}`);
  await server.call('SELECT pg_reload_conf()');
}

async function connected(node: RedisNode): Promise<Redis> {
  const client = node.client({ enableReadyCheck: false, disableClientInfo: true, lazyConnect: true });
  await client.connect();
  return client;
}
