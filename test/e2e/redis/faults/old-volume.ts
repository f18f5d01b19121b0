import { check } from '../../fail';
import { PREFIX, USUAL } from '../stack';
import type { Stage } from '../stage';
import { onVolume } from '../volume';
import { LIMITS, type Fault } from './fault';
import { changeShards, LARGE } from './shapes';

/** The pods of the shard whose volumes come back as they were. */
const PODS = [0, 1].map((ordinal) => `${PREFIX}-${LARGE.shards - 1}-${ordinal}`);
const KEPT = 'before';
/** Who it is and whom it knows, and all its data. The folder is not the server's: nothing that it does to its own files reaches it. */
const SAVE = `rm -rf ${KEPT} && mkdir ${KEPT} && cp -a nodes.conf appendonlydir ${KEPT}/`;
const RESTORE = `rm -rf nodes.conf appendonlydir dump.rdb && mv ${KEPT}/* . && rmdir ${KEPT}`;

export const oldVolume: Fault = {
  name: 'old-volume',
  sentence:
    'a scale from 5 shards to 3 and back, where the last shard comes back with its identities, slots and data of before',
  limits: LIMITS.planned,
  shape: LARGE,
  strike: async (stage) => {
    const { context } = stage;
    const before = await idsOf(stage);
    const image = stage.nodes()[0]?.serverImage ?? '';
    for (const pod of PODS)
      await context.kubectl.run(['exec', pod, '--container', 'redis', '--', 'sh', '-ec', `cd /data && ${SAVE}`]);
    await stage.mark();
    await changeShards(stage, USUAL);
    await stage.whole();
    // As after a crash of both before they were told that they are let go.
    for (const pod of PODS) await onVolume(context, `data-${pod}`, image, RESTORE);
    await changeShards(stage, LARGE);
    await stage.over();
    await stage.whole();
    const after = await idsOf(stage);
    const same = after.filter((id) => before.includes(id));
    check(same.length === 0, `these are there again: ${same.join(', ')}`);
    return `${before.join(' and ')} became ${after.join(' and ')}`;
  },
};

async function idsOf(stage: Stage): Promise<readonly string[]> {
  const members = (await stage.members()).filter(({ name }) => PODS.includes(name));
  check(members.length === PODS.length, 'the last shard is not there');
  return members.map(({ sight }) => sight?.id ?? 'nobody');
}
