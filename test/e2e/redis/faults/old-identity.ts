import { check } from '../../fail';
import { notYet, there } from '../../wait';
import { LARGE, changeShards } from './shapes';
import { PREFIX, USUAL } from '../stack';
import { LIMITS, type Fault } from './fault';

/** The pod whose volume is kept as it was when it left. */
const LOST = `${PREFIX}-4-1`;
const SAVE = 'cp /data/nodes.conf /data/nodes.conf.kept';
const RESTORE = 'cp /data/nodes.conf.kept /data/nodes.conf && rm /data/nodes.conf.kept';

export const oldIdentity: Fault = {
  name: 'old-identity',
  sentence: 'a scale from 5 shards to 3 and back, with a volume that brings the old identity of its node back',
  limits: LIMITS.planned,
  shape: LARGE,
  strike: async (stage) => {
    const { kubectl } = stage.context;
    const inPod = (container: string, script: string) =>
      kubectl.run(['exec', LOST, '--container', container, '--', 'sh', '-c', script]);
    await inPod('redis', SAVE);
    const before = (await stage.members()).find(({ name }) => name === LOST)?.sight?.id;
    await stage.mark();
    await changeShards(stage, USUAL);
    await changeShards(stage, LARGE);
    await stage.whole();
    // As if the node had never been told that it was let go: its identity of before is there again when it starts.
    await inPod('redis', RESTORE);
    await kubectl.run(['delete', 'pod', LOST, '--grace-period=0', '--force', '--wait=false']);
    await stage.until('its start', ({ sighting }) => {
      const sight = sighting?.nodes.find(({ pod }) => pod === LOST);
      return sight === undefined ? notYet('silent') : there(sight);
    });
    await stage.over();
    await stage.whole();
    const after = (await stage.members()).find(({ name }) => name === LOST)?.sight?.id;
    check(before !== undefined && after !== before, `it still has the identity ${String(before)}`);
    return `${before} became ${String(after)}`;
  },
};
