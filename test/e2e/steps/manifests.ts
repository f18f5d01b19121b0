import { answers } from '../answers';
import { patience, type Context, type Group, type Step } from '../context';
import { check } from '../fail';
import { settled } from '../fleet';
import { count, secondsSince } from '../log';
import { manifestsFolder } from '../manifests';
import { holds, isReady, nameOf, type Autoscaler, type KubeObject } from '../objects';
import { first } from '../release';
import { notYet, there, waitFor } from '../wait';

const apply = (context: Context, ...more: readonly string[]) =>
  context.kubectl.run(['apply', '--server-side', '--validate=strict', '--filename', manifestsFolder(context), ...more]);

/** Number of objects that `kubectl apply` named; a warning, say of a deprecated field or a pod that would be refused, fails. */
function applied({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  check(stderr.trim() === '', `kubectl had something to say:\n${stderr}`);
  return `${count(stdout.trim().split('\n').length, 'object')}, no warning`;
}

const dryRunIsClean: Step = {
  sentence: 'the server accepts dist/ in a strict dry run',
  run: async (context) => applied(await apply(context, '--dry-run=server')),
};

const applyIsClean: Step = {
  sentence: 'kubectl apply -f dist/ goes through without a warning',
  run: async (context) => applied(await apply(context)),
};

/** From images that are on the nodes to a stack that serves, by the design. */
const READY_SECONDS = 120;

const readySoon: Step = {
  sentence: `every pod of it is ready within ${READY_SECONDS} s`,
  run: async (context) => {
    const begin = performance.now();
    const pods = await waitFor(
      'the pods',
      async () => {
        const all = await context.kubectl.list('pods', first.selector);
        const unready = all.filter((pod) => !isReady(pod) && pod.status.phase !== 'Succeeded');
        return unready.length === 0 && all.length > 0
          ? there(all)
          : notYet(`${unready.length} of ${all.length} not ready`);
      },
      patience(context),
    );
    const seconds = secondsSince(begin);
    check(seconds <= READY_SECONDS, `it took ${seconds} s`);
    return `${count(pods.length, 'pod')} in ${seconds} s`;
  },
};

const deploymentsRollOut: Step = {
  sentence: 'every Deployment rolls out to the replicas of its autoscaler',
  run: async (context) => {
    const deployments = await settled(context, first.selector);
    return deployments.map(({ metadata, spec }) => `${metadata.name} ${spec.replicas}`).join(', ');
  },
};

const servicesAnswer: Step = {
  sentence: 'backend and frontend answer through their Services and through the edge by https, from every pod',
  run: (context) => answers(context, first),
};

const autoscalersRead: Step = {
  sentence: 'every autoscaler reads its metrics',
  run: (context) =>
    waitFor(
      'autoscalers',
      async () => {
        const autoscalers = await context.kubectl.list('horizontalpodautoscalers', first.selector);
        const blind = autoscalers.filter((autoscaler) => !reads(autoscaler));
        if (autoscalers.length === 0) return notYet('none there');
        if (blind.length > 0) return notYet(blind.map(blindness).join(', '));
        return there(autoscalers.map(reading).join(', '));
      },
      patience(context),
    ),
};

const utilization = ({ status }: Autoscaler): number | undefined =>
  status.currentMetrics?.[0]?.containerResource?.current.averageUtilization;
const reads = (autoscaler: Autoscaler): boolean =>
  holds(autoscaler.status.conditions, 'ScalingActive') && utilization(autoscaler) !== undefined;
const reading = (autoscaler: Autoscaler): string => `${autoscaler.metadata.name} ${utilization(autoscaler) ?? '?'} %`;
const blindness = ({ metadata, status }: Autoscaler): string =>
  `${metadata.name}: ${status.conditions?.find(({ type }) => type === 'ScalingActive')?.reason ?? 'no metrics yet'}`;

const secondApplyChangesNothing: Step = {
  sentence: 'applying dist/ again changes nothing, and kubectl diff is empty',
  run: async (context) => {
    const folder = manifestsFolder(context);
    const before = await context.kubectl.ofFiles(folder);
    applied(await apply(context));
    const after = await context.kubectl.ofFiles(folder);
    const changed = after.filter((object, index) => written(object) !== written(before[index]));
    check(changed.length === 0, `written again: ${changed.map(nameOf).join(', ')}`);
    const diff = await context.kubectl.try(['diff', '--server-side', '--filename', folder]);
    check(diff.code === 0, `kubectl diff ended with ${diff.code}:\n${diff.stdout}${diff.stderr}`);
    return `${count(after.length, 'object')} untouched, no difference`;
  },
};

/**
 * What identifies the last write by `kubectl apply`. The resource version alone would not do: controllers write too, and the autoscaler sets
 * replicas, which raises the generation.
 */
function written(object: KubeObject | undefined): string {
  const { uid, labels, annotations, managedFields = [] } = object?.metadata ?? {};
  const ours = managedFields.filter(({ operation }) => operation === 'Apply');
  return JSON.stringify([uid, labels, annotations, ours]);
}

/** The plain manifests. */
export const manifests: Group = {
  name: 'manifests',
  needs: ['cluster'],
  steps: [
    dryRunIsClean,
    applyIsClean,
    readySoon,
    deploymentsRollOut,
    servicesAnswer,
    autoscalersRead,
    secondApplyChangesNothing,
  ],
};
