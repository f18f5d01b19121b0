/** Moves that are cut short, and what happens to their masters then. */
import fc from 'fast-check';
import type { Step } from '../../../../services/redis-agent/src/model';
import { act, Killed, Life } from './hand';
import { explained, History } from './history';
import { goesOnUntil } from './scene';
import { checkWhole } from './whole';

export interface Cut {
  readonly seed: number;
  readonly shards: number;
  readonly replicasPerShard: number;
  readonly grows: boolean;
  /** What the agent sends before it is killed. */
  readonly commands: number;
  /** Whose place is taken. */
  readonly victims: readonly ('from' | 'to')[];
  readonly how: 'stop' | 'lose volume';
  /** Until it is back. */
  readonly seconds: number;
}

export const cuts = (victims: fc.Arbitrary<readonly ('from' | 'to')[]>): fc.Arbitrary<Cut> =>
  fc.record({
    seed: fc.nat(1000),
    shards: fc.integer({ min: 3, max: 4 }),
    replicasPerShard: fc.integer({ min: 1, max: 2 }),
    grows: fc.boolean(),
    commands: fc.nat(200),
    victims,
    how: fc.constantFrom('stop' as const, 'lose volume' as const),
    seconds: fc.nat(30),
  });

type Move = Extract<Step, { readonly do: 'move-slots' }>;

/** Of the slots that go first, those with keys. */
const FILLED = 8;

/** What has moved to a master without slots is lost with it, as docs/redis.md says: Redis elects nobody in its place. */
const isFirst = ({ cluster }: History, { to }: Move): boolean => {
  const { node } = cluster.pod(to);
  return node.myself.slots.isEmpty && node.keys.size > 0;
};

/** @throws Error when a key is lost, or when it does not come to what is wanted */
export function tellCut({ seed, shards, replicasPerShard, grows, commands, victims, how, seconds }: Cut): void {
  const [less, more] = [
    { shards, replicasPerShard },
    { shards: shards + 1, replicasPerShard },
  ];
  const history = new History({ seed, flavour: 'redis', first: grows ? less : more, formed: true });
  explained(history, () => {
    const { cluster } = history;
    history.happens({ kind: 'want', wanted: grows ? more : less, graceful: true });
    const isMove = (step: Step): step is Move => step.do === 'move-slots';
    const move = goesOnUntil(history, ({ steps }) => steps.some(isMove)).steps.find(isMove);
    if (move === undefined) throw new Error('nothing is moved');
    for (const slot of move.slots.slice(0, FILLED)) history.happens({ kind: 'write', slot });
    try {
      act(cluster, move, new Life(commands));
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
    history.deeds.push(`${cluster.now}s ${move.from} to ${move.to}, cut short after ${commands} commands`);
    // What is there has reached the replicas: what may be lost before is not the planner's.
    history.pass(1);
    if (how === 'lose volume' && victims.includes('to') && isFirst(history, move)) return;
    const pods = victims.map((end) => cluster.pod(move[end]));
    for (const pod of pods) {
      if (how === 'stop') cluster.stop(pod);
      else cluster.loseVolume(pod);
      history.deeds.push(`${cluster.now}s ${pod.name}: ${how}`);
    }
    history.pass(seconds);
    for (const pod of pods) cluster.start(pod);
    expect(history.ends()).toMatchObject({ settled: true, refusals: [] });
    checkWhole(cluster, history.wanted);
    expect(cluster.missing).toEqual([]);
  });
}
