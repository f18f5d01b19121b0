/**
 * When the own node may be elected again. Redis holds a replica's last election against it for four node timeouts, also when a master asks it
 * to take over: asked too soon, it does nothing, and the master holds up its clients for seconds, in vain. Valkey begins anew when it is asked.
 */
import { parseInfo } from '@scaleout/redis-nodes';
import type { Node } from './connection';
import type { AgentEnv } from './env';

/** In node timeouts: `auth_retry_time` of Redis. */
const RETRY_TIMEOUTS = 4;

export class Elections {
  private electedAt: number | undefined;
  private wasReplica = false;
  /** Since when every election would have been noticed. */
  private watchedSince: number;
  private retryMs = 0;

  constructor(
    private readonly flavour: AgentEnv['FLAVOUR'],
    private readonly now: () => number = () => performance.now(),
  ) {
    this.watchedSince = this.now();
  }

  /** Looks at the node, about once a second. */
  async look(node: Node): Promise<void> {
    if (this.flavour === 'valkey') return;
    const [replication, server, timeout] = await node.all([
      ['INFO', 'replication'],
      ['INFO', 'server'],
      ['CONFIG', 'GET', 'cluster-node-timeout'],
    ]);
    this.retryMs = RETRY_TIMEOUTS * Number(Array.isArray(timeout) ? timeout[1] : 0);
    const startedAt = this.now() - 1000 * Number(parseInfo(String(server)).get('uptime_in_seconds'));
    // A server that has just started has no past.
    if (startedAt > this.watchedSince) {
      this.watchedSince = -Infinity;
      if ((this.electedAt ?? Infinity) < startedAt) this.electedAt = undefined;
    }
    const isReplica = parseInfo(String(replication)).get('role') === 'slave';
    if (this.wasReplica && !isReplica) this.electedAt = this.now();
    this.wasReplica = isReplica;
  }

  /** Milliseconds until a replica does what it is asked; 0: at once. */
  get possibleInMs(): number {
    const last = this.electedAt ?? this.watchedSince;
    return Math.max(0, Math.ceil(last + this.retryMs - this.now()));
  }
}
