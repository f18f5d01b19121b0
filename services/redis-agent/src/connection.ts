/** One connection to one node, as the agent's own user. It is given up at the first trouble, and made anew. */
import { readFileSync } from 'node:fs';
import { Redis, type RedisOptions } from 'ioredis';
import { AGENT_USER } from './env';

/** What a node answers. */
export type Reply = string | number | null | readonly Reply[];

/** Sends commands to one node. */
export interface Node {
  call(...command: readonly (string | number)[]): Promise<Reply>;
  /** All at once; the first error is thrown. */
  all(commands: readonly (readonly (string | number)[])[]): Promise<readonly Reply[]>;
}

/** How to reach a node. */
export interface Access {
  readonly port: number;
  readonly password: () => string;
  /** The certificate of the authority that the nodes' certificates are from; undefined without TLS. */
  readonly caFile: string | undefined;
}

const CONNECT_MS = 1500;
/** Longer than a node is held up by anything but trouble; a move of large keys has its own. */
const ANSWER_MS = 5000;

export class Connection implements Node {
  private readonly redis: Redis;
  private trouble: Error | undefined;

  constructor(
    readonly address: string,
    hostname: string,
    access: Access,
  ) {
    const options: RedisOptions = {
      host: address,
      port: access.port,
      username: AGENT_USER,
      password: access.password(),
      lazyConnect: true,
      connectTimeout: CONNECT_MS,
      commandTimeout: ANSWER_MS,
      // Whoever asks wants to know now, and asks again by himself.
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
      enableReadyCheck: false,
      ...(access.caFile === undefined ? {} : { tls: { ca: readFileSync(access.caFile), servername: hostname } }),
    };
    this.redis = new Redis(options);
    // Every call reports its own failure; that of the connection says more than "Connection is closed".
    this.redis.on('error', (error: Error) => {
      this.trouble = error;
    });
  }

  /** Whether it is of no use any more. */
  get isOver(): boolean {
    return this.redis.status === 'end';
  }

  async open(): Promise<this> {
    try {
      await this.redis.connect();
    } catch (error) {
      throw this.trouble ?? error;
    }
    return this;
  }

  async call(...command: readonly (string | number)[]): Promise<Reply> {
    const [name = '', ...args] = command;
    return (await this.redis.call(String(name), args)) as Reply;
  }

  async all(commands: readonly (readonly (string | number)[])[]): Promise<readonly Reply[]> {
    return Promise.all(commands.map((command) => this.call(...command)));
  }

  close(): void {
    this.redis.disconnect();
  }
}

/** Connections by pod, kept as long as they are good. */
export class Connections {
  private readonly open = new Map<string, Connection>();

  constructor(
    private readonly access: Access,
    private readonly hostname: (pod: string) => string,
  ) {}

  /** The connection there is, if it is good. */
  known(pod: string): Connection | undefined {
    const connection = this.open.get(pod);
    return connection?.isOver === true ? undefined : connection;
  }

  /** The connection to a pod at an address. */
  async to(pod: string, address: string): Promise<Connection> {
    const known = this.known(pod);
    if (known?.address === address) return known;
    this.drop(pod);
    const connection = await new Connection(address, this.hostname(pod), this.access).open();
    this.open.set(pod, connection);
    return connection;
  }

  drop(pod: string): void {
    this.open.get(pod)?.close();
    this.open.delete(pod);
  }

  close(): void {
    for (const pod of [...this.open.keys()]) this.drop(pod);
  }
}
