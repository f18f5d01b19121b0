/** One kept connection to one server. It is opened when somebody asks, given up at the first trouble, and made anew the next time. */
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { Client, type QueryResult } from 'pg';
import { AskingError, failureOf, isLoss } from './failure';
import { GuardedSocket } from './guarded-socket';
import { isAborted, unlessAborted } from './waiting';

/** Whom to ask, and as whom. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Read again with each new connection. @default - no password */
  readonly passwordFile?: string;
  /** @default - no TLS */
  readonly tls?: { readonly caFile: string; readonly serverName?: string };
  /**
   * Milliseconds after which the server itself gives up a statement, so that it does not go on with what nobody waits for. Left out for
   * PgBouncer's console, which knows no such thing.
   */
  readonly statementTimeoutMs?: number;
}

/** What was answered. */
export interface Answer {
  /** The rows of the last statement. */
  readonly rows: readonly unknown[];
  /** How long the statement took, without opening a connection. */
  readonly seconds: number;
  /** This end of the connection: who sees another one than that talks to somebody in between. */
  readonly local: { readonly address: string | undefined; readonly port: number | undefined };
}

/** Asks one server. */
export interface Asker {
  /** @throws AskingError when there is no answer, or the reason of `signal` at once when that is aborted */
  ask(signal: AbortSignal, statement: string): Promise<Answer>;
  /** Gives up the connection; the next question opens another one. */
  drop(): void;
}

/** How an asker is made; tests put others in its place. `onLoss` is told when its connection ends between two questions. */
export type Connect = (target: Target, onLoss?: () => void) => Asker;

export const connect: Connect = (target, onLoss) => new Connection(target, onLoss);

interface Opened {
  readonly client: Client;
  /** The TCP socket, which lies below that of TLS. */
  readonly socket: Socket;
  readonly ready: Promise<unknown>;
}

export class Connection implements Asker {
  private opened: Opened | undefined;

  private isAsking = false;

  constructor(
    private readonly target: Target,
    private readonly onLoss: () => void = () => undefined,
  ) {}

  async ask(signal: AbortSignal, statement: string): Promise<Answer> {
    const isKept = this.opened !== undefined;
    try {
      return await this.once(signal, statement);
    } catch (error) {
      if (isAborted(signal)) throw error;
      // It may have been over since the last question, which says nothing about the server of now.
      if (!isKept || !isLoss(error)) throw failureOf(error);
    }
    try {
      return await this.once(signal, statement);
    } catch (error) {
      throw isAborted(signal) ? error : failureOf(error);
    }
  }

  drop(): void {
    const { opened } = this;
    this.opened = undefined;
    if (opened === undefined) return;
    (opened.client as unknown as { readonly connection: { readonly stream: Socket } }).connection.stream.destroy();
    opened.socket.destroy();
  }

  private async once(signal: AbortSignal, statement: string): Promise<Answer> {
    signal.throwIfAborted();
    const onAbort = () => {
      this.drop();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.isAsking = true;
    try {
      return await unlessAborted(signal, this.answer(statement));
    } catch (error) {
      this.drop();
      throw error;
    } finally {
      this.isAsking = false;
      signal.removeEventListener('abort', onAbort);
    }
  }

  private async answer(statement: string): Promise<Answer> {
    const opened = (this.opened ??= this.open());
    await opened.ready;
    const began = performance.now();
    // One message, and so one transaction for which SET LOCAL holds: a pooler takes no such parameter when a connection starts, and
    // nothing may stay behind in a connection that is everybody's.
    const { statementTimeoutMs } = this.target;
    const limit =
      statementTimeoutMs === undefined ? '' : `SET LOCAL statement_timeout = ${Math.ceil(statementTimeoutMs)};`;
    const result = (await opened.client.query(`${limit}${statement}`)) as QueryResult | QueryResult[];
    const last = Array.isArray(result) ? result.at(-1) : result;
    return {
      rows: last?.rows ?? [],
      seconds: (performance.now() - began) / 1000,
      local: { address: opened.socket.localAddress, port: opened.socket.localPort },
    };
  }

  private open(): Opened {
    const { host, port, user, database, tls } = this.target;
    const password = this.password();
    const socket = new GuardedSocket(tls !== undefined);
    const client = new Client({
      host,
      port,
      user,
      database,
      application_name: 'scaleout-sidecar',
      // A function, as pg takes one from the environment otherwise.
      password: () => password,
      ssl: tls === undefined ? false : tlsOptions(tls, host),
      keepAlive: true,
      stream: () => socket,
    });
    // Whoever asks is told by the answer, and between two questions it ends.
    client.on('error', () => undefined);
    client.once('end', () => {
      if (this.opened?.client !== client) return;
      this.drop();
      if (!this.isAsking) this.onLoss();
    });
    return { client, socket, ready: client.connect() };
  }

  private password(): string {
    const { passwordFile } = this.target;
    if (passwordFile === undefined) return '';
    try {
      return readFileSync(passwordFile, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      throw new AskingError('refused', 'the file of its password cannot be read', error);
    }
  }
}

function tlsOptions({ caFile, serverName }: NonNullable<Target['tls']>, host: string) {
  try {
    return {
      ca: readFileSync(caFile),
      // pg always puts the host in the place of the name that it is given.
      checkServerIdentity: (_: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
        checkServerIdentity(serverName ?? host, certificate),
    };
  } catch (error) {
    throw new AskingError('refused', 'the file of its authority cannot be read', error);
  }
}
