/** A connection as the documented recipe has it: short timeouts, a socket that is destroyed when it falls silent, a fresh one after. */
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { Client } from 'pg';
import { isFarewell, NotConnected, NotReplicated } from './failure';
import type { Address, Login } from './plan';

export interface Server extends Address {
  readonly connectTimeoutMs: number;
  readonly queryTimeoutMs: number;
}

export type Row = Readonly<Record<string, unknown>>;

/** One connection at a time, replaced when it fails. */
export class Connection {
  /** How often something was asked for again. */
  again = 0;
  private current: { readonly client: Client; readonly socket: Socket; unreplicated: number } | undefined;

  constructor(
    private readonly server: Server,
    private readonly login: Login,
  ) {}

  /** With a `name` it is a prepared statement, which a pooler has to know at each of its connections. */
  async query(text: string, values: readonly unknown[] = [], name?: string): Promise<readonly Row[]> {
    try {
      return await this.once(text, values, name);
    } catch (error) {
      if (!isFarewell(error)) throw error;
      this.again += 1;
      return this.once(text, values, name);
    }
  }

  private async once(text: string, values: readonly unknown[], name?: string): Promise<readonly Row[]> {
    const connection = (this.current ??= await this.open());
    const before = connection.unreplicated;
    try {
      const { rows } = await connection.client.query<Row>({ text, values: [...values], name });
      if (connection.unreplicated > before) throw new NotReplicated('committed, but replicated nowhere');
      return rows;
    } catch (error) {
      this.drop();
      throw error;
    }
  }

  /** The socket is destroyed, not closed: an answer that comes too late must not be taken for another one's. */
  drop(): void {
    this.current?.socket.destroy();
    this.current = undefined;
  }

  private async open(): Promise<NonNullable<typeof this.current>> {
    const { host, port, connectTimeoutMs, queryTimeoutMs } = this.server;
    const { database, user, passwordFile } = this.login;
    const socket = new Socket();
    const client = new Client({
      ...{ host, port, database, user },
      // Read anew each time: it may have been changed meanwhile.
      password: () => readFileSync(passwordFile, 'utf8').trim(),
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: queryTimeoutMs,
      stream: () => socket,
    });
    const connection = { client, socket, unreplicated: 0 };
    // An idle connection may be cut at any time; the next query opens another.
    client.on('error', () => {
      if (this.current === connection) this.current = undefined;
    });
    client.on('notice', ({ message = '' }) => {
      if (message.includes('synchronous replication')) connection.unreplicated += 1;
    });
    try {
      await client.connect();
    } catch (error) {
      socket.destroy();
      throw new NotConnected(error);
    }
    return connection;
  }
}
