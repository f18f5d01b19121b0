import { check } from '../../fail';
import type { Stage } from '../stage';
import { PREFIX } from '../stack';
import { LIMITS, type Fault } from './fault';

export const rollingUpdate: Fault = {
  name: 'rolling-update',
  sentence: 'a rolling update of all nodes to another image of the agent',
  limits: LIMITS.planned,
  strike: async (stage) => {
    const { context, shape } = stage;
    const { images, kubectl } = context;
    const isNext = stage.nodes().some(({ agentImage }) => agentImage.endsWith(`:${images.next}`));
    const tag = isNext ? images.tag : images.next;
    await stage.mark();
    await stage.stack.change({ redis: { agent: { image: { tag } } } });
    for (let shard = 0; shard < shape.shards; shard += 1)
      await kubectl.run(['rollout', 'status', `statefulset/${PREFIX}-${shard}`, '--timeout=600s'], { seconds: 620 });
    await stage.over();
    const old = stage.nodes().filter(({ agentImage }) => !agentImage.endsWith(`:${tag}`));
    check(old.length === 0, `still on the old image: ${old.map(({ name }) => name).join(', ')}`);
    return `to :${tag}`;
  },
};

/** Everything that would tell that something was done: pods, sets, epochs, and the agents' own count of their steps. */
async function traces(stage: Stage): Promise<Readonly<Record<string, string>>> {
  const members = await stage.members();
  const steps = await stage.load.steps(members.map(({ address }) => address));
  const sets = await stage.context.kubectl.list('statefulsets', `app.kubernetes.io/component=redis`);
  const ofPods = members.map(({ name, uid, restarts, sight }, i): [string, string] => [
    name,
    `${uid}, ${restarts} restarts, ${sight?.role ?? 'silent'} ${sight?.id ?? ''}, epoch ${sight?.epoch ?? '?'}, ${steps[i] ?? '?'} steps`,
  ]);
  const ofSets = sets.map(({ metadata: { name, uid, generation } }): [string, string] => [
    `set ${name}`,
    `${uid}, generation ${generation ?? '?'}`,
  ]);
  return Object.fromEntries([...ofPods, ...ofSets]);
}

const TIMES = 2;

export const noChange: Fault = {
  name: 'no-change',
  sentence: 'an upgrade and an apply without a change, repeated',
  limits: LIMITS.nothing,
  // Longer than an agent that is content waits before it looks again.
  holdSeconds: 5,
  strike: async (stage) => {
    const { helm, kubectl } = stage.context;
    const before = await traces(stage);
    await stage.mark();
    const { stdout: manifest } = await helm.run('get', 'manifest', stage.stack.name);
    // As who installed it, since another owner of the fields would be a change.
    const apply = ['apply', '--server-side', '--field-manager=helm', '--force-conflicts', '--filename', '-'];
    for (let i = 0; i < TIMES; i += 1) {
      await stage.stack.change({});
      await kubectl.run(apply, { input: manifest });
    }
    await stage.hold(15);
    const after = await traces(stage);
    const changed = Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name]);
    check(
      changed.length === 0,
      changed.map((name) => `${name} was ${before[name] ?? 'not there'}, and is ${after[name] ?? 'gone'}`).join('; '),
    );
    return `${TIMES} upgrades, ${TIMES} applies`;
  },
};
