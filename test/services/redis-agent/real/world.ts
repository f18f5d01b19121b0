/** A Redis Cluster without Kubernetes: real servers at addresses of loopback, which change as those of pods do, and one agent. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lookNoMore } from '@scaleout/redis-client';
import { Cluster } from 'ioredis';
import { Agent } from '../../../../services/redis-agent/src/agent';
import { readEnv, type AgentEnv } from '../../../../services/redis-agent/src/env';
import type { Api } from '../../../../services/redis-agent/src/kubernetes';
import { always } from '../../../../services/redis-agent/src/leadership';
import type { Log } from '../../../../services/redis-agent/src/log';
import type { Step, Wanted } from '../../../../services/redis-agent/src/model';
import { hostnameOf, namingOf, podName } from '../../../../services/redis-agent/src/places';
import { ownIdentity, updateAddresses } from '../../../../services/redis-agent/src/prepare';
import { writeSecrets } from '../../../../services/redis-agent/src/secrets';
import { freePort, freshAddress } from '../../redis/addresses';
import { LIKE_THE_CHART } from '../../redis/cluster';
import type { Flavour } from '../../redis/flavours';
import { startNode, type RedisNode } from '../../redis/servers';

/** A certificate, as a Secret has it. */
export type Certificate = Readonly<Record<'tls.crt' | 'tls.key' | 'ca.crt', string>>;

const PASSWORDS = { password: 'of-the-app', 'agent-password': 'of-the-agent', 'replication-password': 'of-replicas' };
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** How long anything may take to settle here. */
const PATIENCE_MS = 60_000;

export class World {
  readonly nodes = new Map<string, RedisNode>();
  readonly removed: number[] = [];
  agent: Agent;
  /** What the values ask for by now; the file in the pod may be behind. */
  asked: Wanted | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'redis-agent-'));
  private readonly addresses = new Map<string, string>();
  private readonly env: AgentEnv;
  private client: Cluster | undefined;

  private constructor(
    readonly flavour: Flavour,
    readonly port: number,
    private readonly certificate: Certificate | undefined,
  ) {
    for (const name of ['secrets', 'run', 'tls']) mkdirSync(join(this.folder, name));
    for (const [file, text] of Object.entries(certificate ?? {})) writeFileSync(join(this.folder, 'tls', file), text);
    for (const [key, password] of Object.entries(PASSWORDS)) writeFileSync(join(this.folder, 'secrets', key), password);
    this.env = readEnv({
      ...{ POD_NAME: 'shop-redis-0-0', POD_NAMESPACE: 'shop', POD_IP: '127.0.0.1', FLAVOUR: flavour },
      ...{ REDIS_PREFIX: 'shop-redis', REDIS_PODS_SERVICE: 'shop-redis-pods', REDIS_PORT: String(port) },
      ...{ TOPOLOGY_FILE: join(this.folder, 'topology.json'), SECRETS_FOLDER: join(this.folder, 'secrets') },
      ...{ REDIS_TLS: String(certificate !== undefined), TLS_FOLDER: join(this.folder, 'tls') },
      ...{ RUN_FOLDER: join(this.folder, 'run'), DATA_FOLDER: this.folder, RESOLVE_SECONDS: '1' },
    });
    this.want({ shards: 3, replicasPerShard: 1 });
    writeSecrets(this.env);
    this.agent = this.newAgent();
  }

  /** @param certificate valid for all names; with one, everything is encrypted */
  static async make(flavour: Flavour, certificate?: Certificate): Promise<World> {
    return new World(flavour, await freePort(freshAddress()), certificate);
  }

  /** What the values ask for. */
  want(wanted: Wanted & { readonly act?: boolean }): void {
    this.asked = wanted;
    writeFileSync(this.env.TOPOLOGY_FILE, JSON.stringify(wanted));
  }

  /** Starts pods with nothing in them, or again with what they had, at new addresses. */
  async start(...pods: readonly string[]): Promise<void> {
    await Promise.all(pods.map((pod) => this.startOne(pod)));
  }

  private async startOne(pod: string): Promise<void> {
    const dir = join(this.folder, pod);
    mkdirSync(dir, { recursive: true });
    const host = this.addresses.get(pod) ?? freshAddress();
    this.addresses.set(pod, host);
    const node = await startNode({
      ...{ flavour: this.flavour, host, port: this.port, dir },
      config: {
        ...LIKE_THE_CHART,
        aclfile: join(this.env.RUN_FOLDER, 'users.acl'),
        include: join(this.env.RUN_FOLDER, 'secrets.conf'),
        'cluster-announce-ip': host,
        'cluster-announce-hostname': hostnameOf(namingOf(this.env), pod),
        'cluster-preferred-endpoint-type': 'hostname',
        appendonly: 'yes',
        ...this.encryption(),
      },
    });
    this.nodes.set(pod, node);
  }

  private encryption(): Readonly<Record<string, string | number>> {
    if (this.certificate === undefined) return {};
    const file = (name: keyof Certificate) => join(this.env.TLS_FOLDER, name);
    return {
      ...{ port: 0, 'tls-port': this.port, 'tls-cluster': 'yes', 'tls-replication': 'yes', 'tls-auth-clients': 'no' },
      ...{ 'tls-cert-file': file('tls.crt'), 'tls-key-file': file('tls.key'), 'tls-ca-cert-file': file('ca.crt') },
    };
  }

  /** Kills pods; their names lead nowhere then. */
  async kill(...pods: readonly string[]): Promise<void> {
    await Promise.all(pods.map(async (pod) => this.nodes.get(pod)?.kill()));
    for (const pod of pods) this.addresses.delete(pod);
  }

  /** Gives pods that do not run their next addresses. */
  assign(...pods: readonly string[]): void {
    for (const pod of pods) this.addresses.set(pod, freshAddress());
  }

  /** The pod's volume is empty afterwards. */
  loseVolume(pod: string): void {
    rmSync(join(this.folder, pod), { recursive: true });
  }

  /** What the `prepare` container does for these pods, once all their names lead somewhere. */
  async prepare(...pods: readonly string[]): Promise<void> {
    const around = {
      resolve: (pod: string) => Promise.resolve(this.addresses.get(pod)),
      identityOf: (pod: string) => Promise.resolve(ownIdentity({ ...this.env, DATA_FOLDER: join(this.folder, pod) })),
    };
    for (const pod of pods) {
      const env = {
        ...this.env,
        POD_NAME: pod,
        POD_IP: this.addresses.get(pod) ?? '',
        DATA_FOLDER: join(this.folder, pod),
      };
      await updateAddresses(env, namingOf(this.env), around, silent);
    }
  }

  /** A new process of the agent, which knows nothing of the last one. */
  newAgent(): Agent {
    const api: Api = (method, path) => {
      if (method === 'GET') {
        const data = { 'topology.json': JSON.stringify(this.asked) };
        return Promise.resolve({ status: 200, body: { data } });
      }
      const shard = Number(path.split('-').at(-1));
      this.removed.push(shard);
      const pods = [...this.nodes.keys()].filter((pod) => pod.startsWith(`shop-redis-${shard}-`));
      return this.kill(...pods).then(() => ({ status: 200, body: {} }));
    };
    this.agent = new Agent({
      ...{ env: this.env, api, leadership: always('shop-redis-0-0'), log: silent },
      around: {
        resolve: (pod) => Promise.resolve(this.addresses.get(pod)),
        hostOf: () => Promise.resolve(undefined),
        electableInMs: () => Promise.resolve(0),
      },
    });
    return this.agent;
  }

  /** Lets the agent work until all is as wanted. @throws Error with what is missing when that takes too long */
  async settle(): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const wait = await this.agent.reconciler.round();
      const { plan } = this.agent.reconciler.view ?? {};
      if (plan?.settled === true) return;
      if (Date.now() > end) throw new Error(`not settled: ${JSON.stringify(plan)}`);
      await sleep(Math.min(wait, 300));
    }
  }

  /** The steps that the agent has done, by kind. */
  get done(): Partial<Record<Step['do'], number>> {
    return Object.fromEntries(this.agent.reconciler.counts);
  }

  /** An application. */
  get app(): Cluster {
    if (this.client !== undefined) return this.client;
    this.client = new Cluster(
      [...this.nodes.keys()].map((host) => ({ host, port: this.port })),
      {
        dnsLookup: (name, done) => {
          done(null, this.addresses.get(name) ?? '127.0.0.1');
        },
        // There is no name server here.
        natMap: (node) => {
          const [name = '', port = ''] = node.split(/:(?=\d+$)/);
          return { host: this.addresses.get(name.split('.', 1)[0] ?? '') ?? name, port: Number(port) };
        },
        redisOptions: { password: PASSWORDS.password },
        ...{ slotsRefreshInterval: 500, maxRedirections: 32, retryDelayOnFailover: 200, retryDelayOnClusterDown: 200 },
      },
    ).on('error', () => undefined);
    lookNoMore(this.client);
    return this.client;
  }

  /** A command with the agent's rights. */
  async asAgent(pod: string, command: string, ...args: readonly (string | number)[]): Promise<unknown> {
    const login = { username: 'agent', password: PASSWORDS['agent-password'] };
    const client = this.nodes.get(pod)?.client(login);
    return client?.call(command, ...args).finally(() => {
      client.disconnect();
    });
  }

  /** The pod that is its shard's master now. */
  master(shard: number): string {
    const members = this.agent.reconciler.view?.sight.members ?? [];
    const found = members.find(
      ({ state, ...place }) =>
        place.shard === shard && state?.peers.some((p) => p.myself && p.slots.length > 0) === true,
    );
    if (found === undefined) throw new Error(`shard ${shard} has no master`);
    return found.pod;
  }

  async close(): Promise<void> {
    this.client?.disconnect();
    await this.agent.stop();
    await Promise.all([...this.nodes.values()].map((node) => node.kill()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The names of the pods of these shards. */
  pods(shards: number, replicas = 1, from = 0): string[] {
    return Array.from({ length: shards - from }, (_, i) =>
      Array.from({ length: 1 + replicas }, (_none, ordinal) =>
        podName(namingOf(this.env), { shard: from + i, ordinal }),
      ),
    ).flat();
  }
}
