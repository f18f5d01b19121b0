import { errorText } from './fail';
import { Lab } from './lab';
import type { Log } from './log';

/** A cluster to check in, and how to leave it. */
export interface Cluster {
  readonly name: string;
  /** What kubectl and Helm need. */
  readonly env: NodeJS.ProcessEnv;
  /** There when it is the lab's: only then may nodes be drained, and images are handed over directly. */
  readonly lab?: Lab;
  /** Whether it goes away with all that is in it. */
  readonly temporary: boolean;
  /** Leaves it as it was found, and says how. */
  readonly leave: () => Promise<string>;
}

/** There is none, and that is no failure. */
export interface NoCluster {
  readonly skipped: string;
}

/** What {@link openCluster} goes by. */
export interface ClusterOptions {
  readonly root: string;
  readonly keep: boolean;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Two releases fit on three nodes, and one of them may be drained. */
const NODES = 4;

const staysUp = () => Promise.resolve('it stays up');

// Compiling Kubernetes takes ten to twenty minutes, once a machine.
const buildSeconds = 45 * 60;

/** The cluster of KUBECONFIG if that is set, else the lab's, which is raised when it is not up. */
export async function openCluster(options: ClusterOptions): Promise<Cluster | NoCluster> {
  const { root, keep, log, signal } = options;
  const path = Lab.find(root, process.env);
  const lab = path === undefined ? undefined : new Lab(path, log);
  const given = process.env['KUBECONFIG'];

  if (given !== undefined && given !== '') {
    // After eval "$(lab env)" the given cluster is the lab's.
    const isLab = lab !== undefined && (await lab.environment())['KUBECONFIG'] === given;
    if (!isLab) return { name: 'the cluster of KUBECONFIG', env: process.env, temporary: false, leave: staysUp };
  }
  if (lab === undefined) return { skipped: 'no cluster: KUBECONFIG is not set, and there is no lab (SCALEOUT_LAB)' };
  if (process.getuid?.() !== 0) {
    if (process.env['CI'] === 'true') throw new Error('the lab is here and cannot be used: it needs root');
    return { skipped: 'no cluster: KUBECONFIG is not set, and the lab needs root' };
  }

  if (await lab.isUp()) {
    log.say('the lab is up already');
    return { name: 'the lab', env: await lab.environment(), lab, temporary: false, leave: staysUp };
  }
  const leave = async () => {
    if (keep) return 'the lab stays up; take it down with: lab down';
    // Without the signal: it has to come down after an interrupt above all.
    await lab.run(['down'], { seconds: 180 });
    return 'the lab is down again';
  };
  await lab.run(['build'], { signal, seconds: buildSeconds });
  try {
    await lab.run(['up', String(NODES)], { signal, seconds: 300 });
    return { name: 'the lab', env: await lab.environment(), lab, temporary: !keep, leave };
  } catch (error) {
    await leave().catch((second: unknown) => {
      log.say(`lab down failed: ${errorText(second)}`);
    });
    throw error;
  }
}
