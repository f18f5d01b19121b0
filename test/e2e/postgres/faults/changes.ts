import type { Context } from '../../context';
import { check } from '../../fail';
import { switchover } from '../members';
import type { Stage } from '../stage';
import { names } from '../stack';
import { LIMITS, type Fault } from './fault';

export const switchOver: Fault = {
  name: 'switchover',
  sentence: 'a switchover',
  limits: LIMITS.planned,
  strike: async (stage) => {
    const { name } = await stage.leader();
    const candidate = (await stage.members()).find((member) => member.name !== name);
    check(candidate !== undefined, 'there is only one member');
    await stage.mark();
    await switchover(stage.context, name, candidate.name);
    return '';
  },
};

/** The last clients leave a pooler that is told to go when its time to drain is over. */
export const poolersLeave = (stage: Stage) => stage.hold(15);

export const rolledOut = ({ kubectl }: Context, what: string) =>
  kubectl.run(['rollout', 'status', what, '--timeout=600s'], { seconds: 620 });

/** The tag that is not running. */
const otherTag = ({ context: { images } }: Stage, image: string): string =>
  image.endsWith(`:${images.next}`) ? images.tag : images.next;

export const updateImage: Fault = {
  name: 'update-image',
  sentence: 'a rolling update of the image of Postgres',
  limits: LIMITS.planned,
  strike: async (stage) => {
    const before = await stage.leader();
    const tag = otherTag(stage, before.image);
    await stage.mark();
    await stage.stack.change({ postgres: { image: { tag } } });
    await rolledOut(stage.context, `statefulset/${names.statefulSet}`);
    const old = (await stage.members()).filter(({ image }) => !image.endsWith(`:${tag}`));
    check(old.length === 0, `still on the old image: ${old.map(({ name }) => name).join(', ')}`);
    return `led by ${before.name} before`;
  },
};

export const updatePooler: Fault = {
  name: 'update-pooler',
  sentence: 'a rolling update of the image of the pooler',
  limits: LIMITS.planned,
  strike: async (stage) => {
    const { kubectl } = stage.context;
    const image = ['get', 'deployment', names.pooler, '--output', 'jsonpath={.spec.template.spec.containers[0].image}'];
    const tag = otherTag(stage, (await kubectl.run(image)).stdout.trim());
    await stage.mark();
    await stage.stack.change({ pooler: { image: { tag } } });
    await rolledOut(stage.context, `deployment/${names.pooler}`);
    await poolersLeave(stage);
    return '';
  },
};

export const updateBoth: Fault = {
  name: 'update-both',
  sentence: 'both images updated at once, as an upgrade of the stack does',
  limits: LIMITS.planned,
  strike: async (stage) => {
    const tag = otherTag(stage, (await stage.leader()).image);
    await stage.mark();
    await stage.stack.change({ postgres: { image: { tag } }, pooler: { image: { tag } } });
    await rolledOut(stage.context, `deployment/${names.pooler}`);
    await rolledOut(stage.context, `statefulset/${names.statefulSet}`);
    await poolersLeave(stage);
    return '';
  },
};

async function backToSize(stage: Stage): Promise<void> {
  const { members } = stage.stack;
  if ((await stage.members()).length !== members) await stage.stack.change({ postgres: { replicas: members } });
}

export const scale: Fault = {
  name: 'scale',
  sentence: 'a scale from 3 members to 5 and back to 3',
  limits: LIMITS.planned,
  strike: async (stage) => {
    const { members } = stage.stack;
    await stage.mark();
    await stage.stack.change({ postgres: { replicas: members + 2 } });
    await stage.whole(members + 2, 400);
    await stage.stack.change({ postgres: { replicas: members } });
    await stage.whole(members, 400);
    return '';
  },
  mend: backToSize,
};

export const scaleLeaderAway: Fault = {
  name: 'scale-leader-away',
  sentence: 'a scale from 5 members to 3 that takes the leader and a replica at once',
  // No time is promised: docs/postgres.md says to hand over first.
  limits: { pooledErrors: 0, readMs: 1500 },
  strike: async (stage) => {
    const { members } = stage.stack;
    await stage.stack.change({ postgres: { replicas: members + 2 } });
    await stage.whole(members + 2, 400);
    const { name } = await stage.leader();
    await stage.switchover(name, `${names.statefulSet}-${members + 1}`);
    await stage.whole(members + 2);
    await stage.voters();
    await stage.mark();
    await stage.stack.change({ postgres: { replicas: members } });
    await stage.whole(members, 400);
    return '';
  },
  mend: backToSize,
};
