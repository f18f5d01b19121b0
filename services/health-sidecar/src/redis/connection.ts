/** A plain connection to one node. Each node is asked about itself, so that a client of the cluster would only be in the way. */
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { Redis, type RedisOptions } from 'ioredis';
import { abortable } from '../abortable';
import { CollectorError } from '../collector';
import type { Configuration } from '../configuration';
import { faultOf } from './faults';

/** Where a node listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** What it announces, and has in its certificate. @default - its host */
  readonly hostname?: string;
}

/** Sends one command, and waits for its answer until `signal` is aborted. */
export type Call = (command: readonly string[], signal: AbortSignal) => Promise<unknown>;

/** How to log in, and how to encrypt. */
export type Access = Pick<NonNullable<Configuration['redis']>, 'user' | 'passwordFile' | 'tls'>;

export class Connection {
  /** Questions without an answer yet. */
  private underWay = 0;
  private isOver = false;

  private constructor(private readonly redis: Redis) {}

  /** @throws CollectorError that says why there is none */
  static async open(address: Address, access: Access, connectMs: number, signal: AbortSignal): Promise<Connection> {
    const redis = new Redis(await abortable(signal, optionsOf(address, access, connectMs)));
    let trouble: Error | undefined;
    // The connection's own trouble says more than "Connection is closed".
    redis.on('error', (error: Error) => {
      trouble ??= error;
    });
    const connection = new Connection(redis);
    try {
      await abortable(signal, redis.connect(), () => {
        connection.destroy();
      });
      return connection;
    } catch (error) {
      connection.destroy();
      throw faultOf(signal.aborted ? error : (trouble ?? error));
    }
  }

  get isUsable(): boolean {
    return this.redis.status === 'ready';
  }

  /** Calls `tell` when the connection ends while nobody waits for an answer, who would see it. */
  onLoss(tell: () => void): void {
    this.redis.once('end', () => {
      if (!this.isOver && this.underWay === 0) tell();
    });
  }

  readonly call: Call = async ([name = '', ...args], signal) => {
    this.underWay += 1;
    try {
      return await abortable(signal, this.redis.call(name, args), () => {
        this.destroy();
      });
    } finally {
      this.underWay -= 1;
    }
  };

  /** At once, whatever is still on its way. */
  destroy(): void {
    this.isOver = true;
    this.redis.disconnect();
    // Without it ioredis would wait until the other side closes, too.
    (this.redis.stream as Redis['stream'] | undefined)?.destroy();
  }
}

async function optionsOf(
  { host, port, hostname }: Address,
  { user, passwordFile, tls }: Access,
  connectMs: number,
): Promise<RedisOptions> {
  const name = tls?.serverName ?? hostname ?? host;
  return {
    ...{ host, port, lazyConnect: true, connectTimeout: connectMs },
    ...(passwordFile === undefined
      ? user === 'default'
        ? {}
        : { username: user, password: '' }
      : { username: user, password: await read('password', passwordFile) }),
    ...(tls === undefined
      ? {}
      : {
          tls: {
            ca: await read('CA certificate', tls.caFile),
            // A server name may not be an address; Node compares that by itself.
            ...(isIP(name) === 0 ? { servername: name } : {}),
          },
        }),
    // The sampler asks again; whoever asks now wants to know now.
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    // They need rights that a monitoring user has no other use for.
    enableReadyCheck: false,
    disableClientInfo: true,
    protocol: 2,
    // Anything else would be a socket that outlives its connection.
    disconnectTimeout: 0,
  };
}

/** Read with each connection: what is mounted changes when its Secret does. */
async function read(what: string, file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new CollectorError(`cannot be asked: the file with the ${what} cannot be read`, { cause: new Error(code) });
  }
}
