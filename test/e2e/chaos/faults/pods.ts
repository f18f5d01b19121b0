import type { Pod } from '../../objects';
import type { Limits } from '../judge/limits';
import type { Stage } from '../stage';
import { LIMITS, type Fault } from './fault';

/** A class of pods that can go away alone. */
interface Target {
  readonly name: string;
  readonly words: string;
  readonly pick: (stage: Stage) => Promise<Pod>;
  /** What it may cost when it is killed. */
  readonly limits: Limits;
}

const TARGETS: readonly Target[] = [
  { name: 'edge', words: 'an edge pod', pick: (stage) => stage.oldest('edge'), limits: LIMITS.edge },
  { name: 'frontend', words: 'a frontend', pick: (stage) => stage.oldest('frontend'), limits: LIMITS.frontend },
  { name: 'backend', words: 'a backend', pick: (stage) => stage.oldest('backend'), limits: LIMITS.backend },
  { name: 'pooler', words: 'a pooler', pick: (stage) => stage.oldest('pooler'), limits: LIMITS.pooler },
  { name: 'primary', words: 'the Postgres primary', pick: (stage) => stage.primary(), limits: LIMITS.primary },
  { name: 'replica', words: 'a Postgres replica', pick: (stage) => stage.replica(), limits: LIMITS.spare },
  {
    name: 'redis-master',
    words: 'the Redis master that counts',
    pick: (stage) => stage.master(),
    limits: LIMITS.master,
  },
  { name: 'redis-replica', words: 'its Redis replica', pick: (stage) => stage.masterReplica(), limits: LIMITS.spare },
  { name: 'monitor', words: 'the health monitor', pick: (stage) => stage.oldest('monitoring'), limits: LIMITS.spare },
];

/** Told beforehand: it hands over, and goes. */
const deleted = ({ name, words, pick }: Target): Fault => ({
  name: `delete-${name}`,
  sentence: `${words} is deleted`,
  limits: LIMITS.planned,
  strike: async (stage) => {
    const { metadata, spec } = await pick(stage);
    await stage.mark();
    await stage.context.kubectl.run(['delete', 'pod', metadata.name, '--wait=false']);
    await stage.gone(metadata.uid);
    return `${metadata.name} on ${spec.nodeName ?? '?'}`;
  },
});

/** Nobody is told: all that runs in it ends at once. */
const killed = ({ name, words, pick, limits }: Target): Fault => ({
  name: `kill-${name}`,
  sentence: `SIGKILL of all that runs in ${words}`,
  needsLab: true,
  limits,
  strike: async (stage) => {
    const pod = await pick(stage);
    await stage.kill(pod);
    return `${pod.metadata.name} on ${pod.spec.nodeName ?? '?'}`;
  },
});

/** Each class, gracefully and hard. */
export const podFaults: readonly Fault[] = [...TARGETS.map(deleted), ...TARGETS.map(killed)];
