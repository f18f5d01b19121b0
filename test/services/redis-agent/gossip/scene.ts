/** Clusters to begin a test with, and what is planned for them. */
import type { Plan, Step, Wanted } from '../../../../services/redis-agent/src/model';
import { plan } from '../../../../services/redis-agent/src/plan';
import { podName } from './cluster';
import { act, Killed, Life } from './hand';
import { History } from './history';
import { sightOf } from './sight';
import { checkWhole } from './whole';

export const USUAL: Wanted = { shards: 3, replicasPerShard: 1 };

/** A cluster that is well; IDs and chance are the same each time. */
export const formed = (wanted = USUAL): History =>
  new History({ seed: 1, flavour: 'redis', first: wanted, formed: true });

/** Pods that nobody has made a cluster of yet. */
export const unformed = (wanted = USUAL, seed = 1): History =>
  new History({ seed, flavour: 'redis', first: wanted, formed: false });

export const name = (shard: number, ordinal: number): string => podName({ shard, ordinal });
export const kinds = ({ steps }: Plan): Step['do'][] => [...new Set(steps.map((step) => step.do))];

/** What is planned for what is seen now. */
export const next = ({ cluster, wanted }: History): Plan => plan(wanted, sightOf(cluster, wanted));

/** The agent goes on until something is so. */
export function goesOnUntil(history: History, isSo: (planned: Plan) => boolean, rounds = 60): Plan {
  for (let i = 0; i < rounds; i += 1) {
    const planned = next(history);
    if (isSo(planned)) return planned;
    history.round();
    history.pass(1);
  }
  throw new Error(`it did not come to that: ${JSON.stringify(next(history))}`);
}

/** One slot of the first shard on its way to the second, with a key that is there already; then the agent is killed. */
export function cutMove({ cluster }: History, slot: number): void {
  cluster.write(slot, 1);
  const step: Step = { do: 'move-slots', from: name(0, 0), to: name(1, 0), slots: [slot], why: 'a test' };
  // The step itself, two marks, and the key.
  expect(() => {
    act(cluster, step, new Life(4));
  }).toThrow(Killed);
  cluster.pass(1);
}

/** It comes to what is wanted, and nothing was lost. */
export function endsWhole(history: History): void {
  expect(history.ends()).toMatchObject({ settled: true });
  checkWhole(history.cluster, history.wanted);
  expect(history.cluster.missing).toEqual([]);
  expect(history.cluster.ledger.losses).toEqual([]);
}
