import { check } from '../../fail';
import { CLASSES, names, type PodClass } from '../stack';
import { LIMITS, type Fault } from './fault';

export const updateAll: Fault = {
  name: 'update-all',
  sentence: 'a rolling update of everything at once',
  limits: LIMITS.planned,
  strike: async (stage) => {
    const { kubectl, images } = stage.context;
    const before = await stage.pods();
    const isNext = before.some(({ spec }) => spec.containers.some(({ image }) => image.endsWith(`:${images.next}`)));
    const tag = isNext ? images.tag : images.next;
    await stage.mark();
    await stage.stack.roll(tag);
    for (const kind of ['deployments', 'statefulsets'] as const)
      for (const { metadata } of await kubectl.list(kind, names.all)) {
        const status = ['rollout', 'status', `${kind}/${metadata.name}`, '--timeout=600s'];
        await kubectl.run(status, { seconds: 620 });
      }
    await stage.over();
    const old = new Set(before.map(({ metadata }) => metadata.uid));
    const kept = (await stage.pods()).filter(({ metadata }) => old.has(metadata.uid));
    check(kept.length === 0, `not replaced: ${kept.map(({ metadata }) => metadata.name).join(', ')}`);
    const all = (Object.keys(CLASSES) as PodClass[]).reduce((sum, podClass) => sum + CLASSES[podClass], 0);
    return `${all} pods, to :${tag}`;
  },
};
