import { check } from '../../fail';
import { patience } from '../../context';
import { notYet, there, waitFor } from '../../wait';
import type { Shape } from '../judge/places';
import { shardOf } from '../judge/places';
import { eachOf } from '../load/node-sight';
import { SLOTS } from '../load/slots';
import { watched } from '../node-pod';
import type { Stage } from '../stage';
import { PREFIX, USUAL } from '../stack';
import { LIMITS, type Fault } from './fault';

export const LARGE: Shape = { shards: 5, replicasPerShard: 1 };
const MOVE_SECONDS = 600;

/** Waits until every shard has its share of the slots, and nothing is on its way. */
export async function slotsMoved(stage: Stage, { shards }: Shape): Promise<void> {
  const share = Math.floor(SLOTS / shards);
  await stage.until(
    'the slots',
    ({ sighting }) => {
      const masters = (sighting?.nodes ?? []).filter(
        ({ pod, role, slots }) => shardOf(pod, PREFIX) !== undefined && role === 'master' && slots !== '',
      );
      const counts = masters.map(({ slots }) => eachOf(slots).length);
      const isShared = counts.length === shards && counts.every((count) => Math.abs(count - share) <= 2);
      const moving = masters.reduce((sum, { moving: own }) => sum + own, 0);
      return isShared && moving === 0 ? there(undefined) : notYet(counts.join(' / '));
    },
    MOVE_SECONDS,
  );
}

/** Waits until shards that are not wanted any more are gone, but for their volumes. */
async function shardsGone(stage: Stage): Promise<void> {
  const { kubectl } = stage.context;
  const isLeft = ({ metadata: { name } }: { readonly metadata: { readonly name: string } }) =>
    (shardOf(`${name}-0`, PREFIX) ?? 0) >= stage.shape.shards;
  await waitFor(
    'the end of the other shards',
    async () => {
      const left = (await kubectl.list('statefulsets')).filter(isLeft);
      return left.length === 0 ? there(undefined) : notYet(left.map(({ metadata }) => metadata.name).join(', '));
    },
    patience(stage.context),
  );
}

/** Changes the number of shards, and says how long the slots were on their way. */
export async function changeShards(stage: Stage, shape: Shape): Promise<string> {
  const begin = performance.now();
  const isLess = shape.shards < stage.shape.shards;
  await stage.ask(shape);
  await slotsMoved(stage, shape);
  const seconds = Math.round((performance.now() - begin) / 1000);
  if (isLess) await shardsGone(stage);
  return `${SLOTS} slots in ${shape.shards} shards after ${seconds} s`;
}

const changing = (shape: Shape) => async (stage: Stage) => {
  await stage.mark();
  const said = await changeShards(stage, shape);
  await stage.over();
  return said;
};

export const scaleOut: Fault = {
  name: 'scale-out',
  sentence: 'a scale from 3 shards to 5',
  limits: LIMITS.planned,
  strike: changing(LARGE),
};

export const scaleIn: Fault = {
  name: 'scale-in',
  sentence: 'a scale from 5 shards to 3',
  limits: LIMITS.planned,
  shape: LARGE,
  strike: async (stage) => {
    const said = await changing(USUAL)(stage);
    const claims = (await stage.context.kubectl.list('persistentvolumeclaims')).map(({ metadata }) => metadata.name);
    const gone = [3, 4].flatMap((shard) => [0, 1].map((ordinal) => `data-${PREFIX}-${shard}-${ordinal}`));
    const missing = gone.filter((name) => !claims.includes(name));
    check(missing.length === 0, `these volumes are gone too: ${missing.join(', ')}`);
    return said;
  },
};

export const replicasOutIn: Fault = {
  name: 'replicas-out-in',
  sentence: 'a second replica for each master, one of them made master, and back to one replica',
  limits: LIMITS.planned,
  strike: async (stage) => {
    const more: Shape = { ...USUAL, replicasPerShard: 2 };
    await stage.mark();
    await stage.reshape(more);
    // The one that goes is the master then: it has to hand over first.
    const leaving = stage.nodes().find(({ shard, ordinal }) => shard === 0 && ordinal === 2);
    check(leaving !== undefined, 'there is no second replica');
    await stage.load.tell(watched(leaving), 'CLUSTER', 'FAILOVER');
    await stage.until('the second replica as master', ({ sighting }) => {
      const sight = sighting?.nodes.find(({ pod }) => pod === leaving.name);
      return sight?.role === 'master' && sight.slots !== '' ? there(undefined) : notYet(sight?.role ?? 'silent');
    });
    await stage.ask(USUAL);
    await waitFor(
      'the end of the second replicas',
      () => {
        const left = stage.nodes().filter(({ ordinal }) => ordinal === 2);
        return Promise.resolve(left.length === 0 ? there(undefined) : notYet(`${left.length} left`));
      },
      patience(stage.context),
    );
    await stage.over();
    return `${leaving.name} was master when it went`;
  },
};
