/** A connection to one node, beside the load: given up at the first trouble, and made anew at the next look. */
import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import type { Access, WatchedNode } from './plan';

const CONNECT_MS = 1000;
const ANSWER_MS = 1000;

export class NodeLink {
  private redis: Redis | undefined;

  constructor(
    readonly node: WatchedNode,
    private readonly access: Access,
  ) {}

  /** Runs commands, and resolves with their answers as text. */
  async ask(...commands: readonly (readonly [string, ...string[]])[]): Promise<string[]> {
    try {
      const redis = (this.redis ??= await this.open());
      return (await Promise.all(commands.map(([name, ...args]) => redis.call(name, args)))).map(String);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    this.redis?.disconnect();
    this.redis = undefined;
  }

  private async open(): Promise<Redis> {
    const { user, passwordFile } = this.access;
    const redis = new Redis({
      ...{ host: this.node.address, port: this.node.port, username: user },
      password: passwordFile === undefined ? undefined : readFileSync(passwordFile, 'utf8').trim(),
      ...{ lazyConnect: true, connectTimeout: CONNECT_MS, commandTimeout: ANSWER_MS, maxRetriesPerRequest: 0 },
      ...{ retryStrategy: () => null, enableReadyCheck: false, enableOfflineQueue: false },
    });
    // Every call reports its own failure.
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return redis;
    } catch (error) {
      redis.disconnect();
      throw error;
    }
  }
}
