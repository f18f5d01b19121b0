/** Who acts: the one agent that holds the Lease. */
import type { Api } from './kubernetes';
import type { Log } from './log';

/** Whether this agent is the one that acts. */
export interface Leadership {
  /** Holds the place for a little longer, or tries to get it. */
  renew(): Promise<void>;
  readonly isMine: boolean;
  /** Who has it, as far as is known. */
  readonly holder: string | undefined;
  /** Lets another have it at once. */
  release(): Promise<void>;
}

/** Where there is no Kubernetes: the only agent, or a test. */
export const always = (name: string): Leadership => ({
  renew: () => Promise.resolve(),
  isMine: true,
  holder: name,
  release: () => Promise.resolve(),
});

interface LeaseObject {
  readonly metadata: { readonly resourceVersion?: string };
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
    readonly acquireTime?: string;
  };
}

/** A holder that was killed is replaced after this. */
const DURATION_SECONDS = 10;
/** Ends this long before others may take it: what is under way then must be over. */
const MARGIN_MS = 4000;

/**
 * A Lease of Kubernetes. Others' clocks are not trusted: a lease is over when it has not changed for its duration, by the clock of who
 * looks. Updates carry the version that was read, so that of two who try one gets it.
 */
export class Lease implements Leadership {
  holder: string | undefined;
  private until = -Infinity;
  private seen: { readonly version: string; readonly at: number } | undefined;

  constructor(
    private readonly api: Api,
    private readonly path: string,
    private readonly name: string,
    private readonly log: Log,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get isMine(): boolean {
    return this.now() < this.until;
  }

  async renew(): Promise<void> {
    const lease = await this.read();
    const { holderIdentity = '' } = lease.spec ?? {};
    this.holder = holderIdentity === '' ? undefined : holderIdentity;
    const version = lease.metadata.resourceVersion ?? '';
    if (this.seen?.version !== version) this.seen = { version, at: this.now() };
    const isOver = this.holder === undefined || this.now() - this.seen.at > DURATION_SECONDS * 1000;
    if (holderIdentity !== this.name && !isOver) return;
    await this.write(lease, this.name);
  }

  async release(): Promise<void> {
    if (!this.isMine) return;
    this.until = -Infinity;
    await this.write(await this.read(), '');
  }

  private async read(): Promise<LeaseObject> {
    const { status, body } = await this.api('GET', this.path);
    if (status === 404) return this.create();
    if (status !== 200) throw new Error(`the Kubernetes API answered ${status} to read ${this.path}`);
    return body as LeaseObject;
  }

  /** Argo CD leaves Leases out of what it applies, by default. */
  private async create(): Promise<LeaseObject> {
    const slash = this.path.lastIndexOf('/');
    const { status, body } = await this.api('POST', this.path.slice(0, slash), {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: this.path.slice(slash + 1) },
    });
    // Somebody else was faster.
    if (status === 409) return this.read();
    if (status >= 300) throw new Error(`the Kubernetes API answered ${status} to create ${this.path}`);
    return body as LeaseObject;
  }

  private async write(lease: LeaseObject, holder: string): Promise<void> {
    const begin = this.now();
    const time = new Date().toISOString().replace('Z', '000Z');
    const changes = holder !== '' && lease.spec?.holderIdentity !== holder;
    const spec = {
      ...lease.spec,
      holderIdentity: holder,
      leaseDurationSeconds: DURATION_SECONDS,
      renewTime: time,
      ...(changes ? { acquireTime: time, leaseTransitions: (lease.spec?.leaseTransitions ?? 0) + 1 } : {}),
    };
    const { status } = await this.api('PUT', this.path, { ...lease, spec });
    // Somebody else was faster.
    if (status === 409) return;
    if (status >= 300) throw new Error(`the Kubernetes API answered ${status} to write ${this.path}`);
    if (holder === '') return;
    if (!this.isMine) this.log.info({ before: this.holder }, 'this agent acts from now on');
    this.holder = holder;
    this.until = begin + DURATION_SECONDS * 1000 - MARGIN_MS;
  }
}
