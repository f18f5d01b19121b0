import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../context';
import { exec, must } from '../exec';

/** The lab's own folder for volumes: what is mounted below it goes with the lab. */
const FOLDER = '/var/lib/scaleout-lab/e2e';

/**
 * Volumes that can be full: file systems of their own, each in a file. The lab's usual volumes are folders of one disk, which nobody
 * could fill without harm to all else.
 */
export class Storage {
  /** The StorageClass, named after the namespace, as it belongs to no namespace itself. */
  readonly className: string;
  private readonly folder: string;
  private readonly names: string[] = [];

  constructor(
    private readonly context: Context,
    /** Size of each, in MiB. */
    private readonly size: number,
  ) {
    this.className = context.namespace;
    this.folder = join(FOLDER, context.namespace);
  }

  /** Makes a volume for each claim, and binds it beforehand, so that it is known which is whose. */
  async make(claims: readonly string[]): Promise<void> {
    const { className: storageClassName } = this;
    const { namespace, kubectl } = this.context;
    const volumes = [];
    for (const claim of claims) {
      await this.mount(claim);
      const volume = `${namespace}-${claim}`;
      this.names.push(volume);
      volumes.push({
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: volume },
        spec: {
          ...{ storageClassName, capacity: { storage: `${this.size}Mi` }, accessModes: ['ReadWriteOnce'] },
          persistentVolumeReclaimPolicy: 'Retain',
          claimRef: { namespace, name: claim },
          local: { path: this.path(claim) },
          // All nodes of the lab share its disk.
          nodeAffinity: {
            required: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'Exists' }] }],
            },
          },
        },
      });
    }
    await kubectl.apply(
      {
        ...{ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: storageClassName } },
        ...{ provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'Immediate' },
      },
      ...volumes,
    );
  }

  /** Where the volume of a claim is on this machine. */
  path(claim: string): string {
    return join(this.folder, claim);
  }

  /** Takes all away again. Works after an interrupt too. */
  async remove(): Promise<void> {
    const kubectl = this.context.kubectl.unabortable();
    const gone = ['--ignore-not-found', '--wait=false'];
    if (this.names.length > 0) await kubectl.try(['delete', 'persistentvolume', ...this.names, ...gone]);
    await kubectl.try(['delete', 'storageclass', this.className, ...gone]);
    // Lazily: a process that is on its way out may still hold it.
    for (const name of this.names)
      await exec(['umount', '--lazy', this.path(name.slice(this.context.namespace.length + 1))]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async mount(claim: string): Promise<void> {
    const path = this.path(claim);
    const file = `${path}.ext4`;
    mkdirSync(path, { recursive: true });
    await must(['truncate', '--size', `${this.size}M`, file]);
    // No blocks kept for root: full is full.
    await must(['mkfs.ext4', '-q', '-m', '0', file]);
    await must(['mount', '-o', 'loop', file, path]);
  }
}
