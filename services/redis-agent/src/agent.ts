/** The agent: its loop, and what it answers. */
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connections, type Connection } from './connection';
import { Elections } from './elections';
import { parseTopology, readTopology, secret, type AgentEnv } from './env';
import { handOver } from './hand-over';
import { deleteStatefulSet, readConfig, type Api } from './kubernetes';
import type { Leadership } from './leadership';
import type { Log } from './log';
import { metricsOf } from './metrics';
import type { NodeState } from './model';
import { askState } from './node-state';
import { Observer, reasonOf, type Surroundings } from './observe';
import { page } from './page';
import { hostnameOf, namingOf } from './places';
import { ownIdentity } from './prepare';
import { Reconciler } from './reconciler';
import { Rotation } from './secrets';
import { json, text, type Routes } from './server';

export interface AgentOptions {
  readonly env: AgentEnv;
  readonly around: Surroundings;
  readonly leadership: Leadership;
  /** The Kubernetes API; undefined where there is none. */
  readonly api: Api | undefined;
  readonly log: Log;
  readonly dryRun?: boolean;
}

/** How often the Lease is looked at. A third of its duration: one answer may get lost. */
const RENEW_MS = 3000;
const OWN_MS = 5000;
const ELECTIONS_MS = 1000;
/** The server is gone when it has not answered for a second. */
const FAREWELL_MS = 250;
const FAREWELL_FAILURES = 4;

export class Agent {
  readonly reconciler: Reconciler;
  private readonly connections: Connections;
  private readonly elections: Elections;
  private readonly ended = new AbortController();
  private stopping = false;

  constructor(private readonly options: AgentOptions) {
    const { env, around, leadership, log, dryRun = false } = options;
    const naming = namingOf(env);
    this.elections = new Elections(env.FLAVOUR);
    this.connections = new Connections(
      {
        port: env.REDIS_PORT,
        password: () => secret(env, 'agent'),
        caFile: env.REDIS_TLS === 'true' ? `${env.TLS_FOLDER}/ca.crt` : undefined,
      },
      (pod) => hostnameOf(naming, pod),
    );
    this.reconciler = new Reconciler({
      ...{ connections: this.connections, dryRun, log },
      observer: new Observer(naming, this.connections, around),
      topology: () => readTopology(env),
      hands: {
        port: env.REDIS_PORT,
        flavour: env.FLAVOUR,
        password: () => secret(env, 'agent'),
        removeShard: (shard) => this.removeShard(shard),
        electableInMs: (pod, address) => around.electableInMs(pod, address),
        mayGoOn: () => leadership.isMine && !this.stopping,
      },
    });
  }

  /** Looks and acts until it is stopped. */
  async run(): Promise<void> {
    await Promise.all([this.keepLease(), this.keepRounds(), this.keepOwn(), this.keepElections()]);
  }

  /** Lets another agent act at once, and goes on answering. */
  async yield(): Promise<void> {
    this.stopping = true;
    this.ended.abort();
    await this.options.leadership.release().catch(() => undefined);
  }

  /** Resolves when the own server is gone: until then it may have to be asked to hand over. */
  async outlive(): Promise<void> {
    const { env } = this.options;
    for (let failures = 0; failures < FAREWELL_FAILURES;) {
      await sleep(FAREWELL_MS);
      try {
        await (await this.connections.to(env.POD_NAME, env.POD_IP)).call('PING');
        failures = 0;
      } catch {
        this.connections.drop(env.POD_NAME);
        failures += 1;
      }
    }
  }

  async stop(): Promise<void> {
    await this.yield();
    this.connections.close();
  }

  /** The values may ask for it again, and its pods be there for that: nothing is removed by what may be old news. */
  private async removeShard(shard: number): Promise<void> {
    const { api, env } = this.options;
    if (api === undefined) throw new Error('there is no Kubernetes to remove it');
    const { REDIS_PREFIX: name, POD_NAMESPACE: namespace } = env;
    const { shards } = parseTopology(await readConfig(api, namespace, name, basename(env.TOPOLOGY_FILE)));
    if (shard < shards) throw new Error(`${shards} shards are wanted by now`);
    await deleteStatefulSet(api, namespace, `${name}-${shard}`);
  }

  private async keepLease(): Promise<void> {
    const { leadership, log } = this.options;
    let complained = false;
    while (!this.stopping) {
      try {
        await leadership.renew();
        complained = false;
      } catch (error) {
        if (!complained) log.warn({ reason: reasonOf(error) }, 'the Lease cannot be had; tried again');
        complained = true;
      }
      await this.pause(RENEW_MS);
    }
  }

  private async keepRounds(): Promise<void> {
    const { leadership, log } = this.options;
    while (!this.stopping) {
      let wait = 1000;
      if (leadership.isMine) {
        try {
          wait = await this.reconciler.round();
        } catch (error) {
          log.warn({ reason: reasonOf(error) }, 'a round failed');
        }
      }
      await this.pause(wait);
    }
  }

  /** What the own server has to be told, again after each of its starts. */
  private async keepOwn(): Promise<void> {
    const { env, log } = this.options;
    const rotation = new Rotation(env, log);
    let told: Connection | undefined;
    while (!this.stopping) {
      await this.pause(OWN_MS);
      try {
        const own = await this.connections.to(env.POD_NAME, env.POD_IP);
        await rotation.look(own);
        if (own !== told && env.ACTIVE_DEFRAG === 'true') await defragment(own, log);
        told = own;
      } catch (error) {
        log.warn({ reason: reasonOf(error) }, 'the own server cannot be told; tried again');
      }
    }
  }

  private async keepElections(): Promise<void> {
    const { env } = this.options;
    while (!this.stopping) {
      await this.pause(ELECTIONS_MS);
      const own = await this.connections.to(env.POD_NAME, env.POD_IP).catch(() => undefined);
      // Whoever has to hear of a server that does not answer hears of it elsewhere.
      if (own !== undefined) await this.elections.look(own).catch(() => undefined);
    }
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.ended.signal }).catch(() => undefined);
  }

  private async own(): Promise<NodeState> {
    const { env } = this.options;
    try {
      return await askState(await this.connections.to(env.POD_NAME, env.POD_IP));
    } catch (error) {
      this.connections.drop(env.POD_NAME);
      throw error;
    }
  }

  /** What is answered at which path. */
  get routes(): Routes {
    const { env, leadership } = this.options;
    const facts = () => ({
      ...{ pod: env.POD_NAME, host: env.NODE_NAME, flavour: env.FLAVOUR },
      ...{ isLeader: leadership.isMine, holder: leadership.holder },
      ...{ view: leadership.isMine ? this.reconciler.view : undefined, deeds: this.reconciler.deeds },
    });
    const registry = metricsOf({
      reconciler: this.reconciler,
      isLeader: () => leadership.isMine,
      own: () => this.own(),
    });
    return {
      '/': () => ({ type: 'text/html', body: page(facts()) }),
      '/state.json': () => {
        const { view, ...rest } = facts();
        return json({ ...rest, settled: view?.plan.settled, ...view });
      },
      '/host': () => text(env.NODE_NAME),
      '/identity': () => text(ownIdentity(env)),
      '/electable': () => text(String(this.elections.possibleInMs)),
      '/metrics': async () => ({ body: await registry.metrics() }),
      '/live': () => text('alive'),
      '/ready': async () => {
        const reason = unready(await this.own());
        return reason === undefined ? text('ready') : text(reason, 503);
      },
      '/pre-stop': async () => {
        const { log } = this.options;
        const own = await this.connections.to(env.POD_NAME, env.POD_IP);
        const nodeOf = (pod: string, address: string) => this.connections.to(pod, address);
        const { electableInMs } = this.options.around;
        const outcome = await handOver({ own, nodeOf, electableInMs, seconds: env.HAND_OVER_SECONDS, log });
        log.info({ outcome }, 'before the stop');
        return text(outcome);
      },
    };
  }
}

/** Why a node is not to be asked by those who do not know it; undefined when it is. */
function unready({ peers, masterLinkUp, leaving }: NodeState): string | undefined {
  const self = peers.find(({ myself }) => myself);
  if (leaving) return 'leaving';
  if (peers.filter(({ handshake }) => !handshake).length < 2) return 'alone';
  if (self?.role === 'replica' && !masterLinkUp) return 'its master is not there, or it is not up to date';
  return undefined;
}

/** Not every build can: it needs an allocator of its own. */
async function defragment(own: Connection, log: Log): Promise<void> {
  try {
    await own.call('CONFIG', 'SET', 'activedefrag', 'yes');
  } catch (error) {
    log.warn({ reason: (error as Error).message }, 'this build gives no fragmented memory back');
  }
}
