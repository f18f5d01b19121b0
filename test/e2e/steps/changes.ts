import type { Context, Group, Step } from '../context';
import { check } from '../fail';
import { livePods, settled } from '../fleet';
import { count } from '../log';
import { second } from '../release';
import { noneLost, steadyTraffic, underTraffic } from '../traffic';

// Ten seconds' worth of the traffic.
const enough = 500;

/** Makes a change under traffic, waits until the last old pod is gone, and says how many requests there were, none of them lost. */
export async function withoutLoss(context: Context, change: () => Promise<void>): Promise<string> {
  const reports = await underTraffic(context, steadyTraffic(second.fullname), async () => {
    await change();
    await settled(context, second.selector, 600);
  });
  return noneLost(reports, enough);
}

const component = (name: string): string => `${second.selector},app.kubernetes.io/component=${name}`;
const podNames = async (context: Context, name: string): Promise<readonly string[]> =>
  (await livePods(context, component(name))).map(({ metadata }) => metadata.name);

const upgradeLosesNothing: Step = {
  sentence: 'an upgrade to a new image under traffic loses no request',
  run: async (context) => {
    const { next } = context.images;
    const seen = await withoutLoss(context, () =>
      second.upgrade(context, `backend.image.tag=${next}`, `frontend.image.tag=${next}`),
    );
    const pods = [
      ...(await livePods(context, component('backend'))),
      ...(await livePods(context, component('frontend'))),
    ];
    const old = pods.filter(({ spec }) => !spec.containers.every(({ image }) => image.endsWith(`:${next}`)));
    check(old.length === 0, `still on the old image: ${old.map(({ metadata }) => metadata.name).join(', ')}`);
    return `${seen}; ${count(pods.length, 'pod')} on :${next}`;
  },
};

const configRollsOut: Step = {
  sentence: 'a changed configuration rolls out new backend pods, no frontend pods, and loses no request',
  run: async (context) => {
    const before = { backend: await podNames(context, 'backend'), frontend: await podNames(context, 'frontend') };
    const seen = await withoutLoss(context, () => second.upgrade(context, 'backend.config.LOG_LEVEL=warn'));
    const backend = await podNames(context, 'backend');
    const frontend = await podNames(context, 'frontend');
    const kept = backend.filter((name) => before.backend.includes(name));
    check(kept.length === 0, `these backend pods do not know of the new configuration: ${kept.join(', ')}`);
    const lost = before.frontend.filter((name) => !frontend.includes(name));
    check(lost.length === 0, `these frontend pods were replaced for nothing: ${lost.join(', ')}`);
    return seen;
  },
};

const noChangeRollsOutNothing: Step = {
  sentence: 'an upgrade without a change rolls out nothing',
  run: async (context) => {
    const sets = async () =>
      (await context.kubectl.list('replicasets', second.selector))
        .map(({ metadata }) => metadata.name)
        .sort()
        .join(', ');
    const before = { sets: await sets(), pods: await livePods(context, second.selector) };
    await second.upgrade(context);
    await settled(context, second.selector);
    check((await sets()) === before.sets, `the ReplicaSets were ${before.sets}, and are ${await sets()}`);
    const after = new Set((await livePods(context, second.selector)).map(({ metadata }) => metadata.uid));
    const gone = before.pods.filter(({ metadata }) => !after.has(metadata.uid));
    check(gone.length === 0, `replaced for nothing: ${gone.map(({ metadata }) => metadata.name).join(', ')}`);
    return `${count(before.pods.length, 'pod')} as before`;
  },
};

/** Values that are wrong in themselves, which the schema refuses, and values that contradict each other, which the chart's rules do. */
const wrongValues: readonly (readonly [values: readonly string[], word: string])[] = [
  [['backend.prot=8000'], 'prot'],
  [['backend.autoscaling.min=9', 'backend.autoscaling.max=2'], 'SCALE-WORKLOAD-001'],
];

const wrongValuesAreRefused: Step = {
  sentence: 'invalid values are refused before anything changes',
  run: async (context) => {
    const state = async () => {
      const deployments = await context.kubectl.list('deployments', second.selector);
      return `revision ${await context.helm.revision(second.name)}, ${deployments
        .map(({ metadata }) => `${metadata.name} ${metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '?'}`)
        .join(', ')}`;
    };
    const before = await state();
    for (const [values, word] of wrongValues) {
      const { code, stderr } = await second.tryUpgrade(context, ...values);
      check(code !== 0, `helm took ${values.join(' ')}`);
      check(stderr.includes(word), `the refusal of ${values.join(' ')} does not say ${word}:\n${stderr}`);
      const reason = stderr.split('\n').find((line) => line.includes(word)) ?? '';
      context.log.say(`  ${values.join(' ')}: ${reason.trim()}`);
    }
    const after = await state();
    check(after === before, `before: ${before}; after: ${after}`);
    return `${count(wrongValues.length, 'refusal')}; ${after.split(',')[0] ?? ''} as before`;
  },
};

/** The one that every run makes. */
export const upgrade: Group = { name: 'upgrade', needs: ['chart'], steps: [upgradeLosesNothing] };
/** Those that only the full run makes. */
export const changes: Group = {
  name: 'changes',
  needs: ['upgrade'],
  steps: [configRollsOut, noChangeRollsOutNothing, wrongValuesAreRefused],
};
