import { patience, type Context } from './context';
import { check } from './fail';
import { isReady, type Deployment, type Pod } from './objects';
import { notYet, there, waitFor } from './wait';

/** Waits until every Deployment that a selector picks is rolled out, with at least the replicas its autoscaler wants, and nothing else. */
export async function settled(context: Context, selector: string, seconds = 300): Promise<readonly Deployment[]> {
  return waitFor(
    `roll-out of ${selector.split('=').at(-1) ?? selector}`,
    async () => {
      const {
        deployments,
        horizontalpodautoscalers: autoscalers,
        pods,
      } = await context.kubectl.lists(['deployments', 'horizontalpodautoscalers', 'pods'], selector);
      const least = new Map(autoscalers.map(({ spec }) => [spec.scaleTargetRef.name, spec.minReplicas]));
      const states = deployments.flatMap((deployment) =>
        rolloutState(deployment, least.get(deployment.metadata.name) ?? 1),
      );
      // Old pods count until they are gone: requests are lost at their end, if they are.
      const leaving = pods.filter(({ metadata }) => metadata.deletionTimestamp !== undefined).length;
      if (leaving > 0) states.push(`${leaving} leaving`);
      if (deployments.length === 0) states.push('no Deployment');
      return states.length === 0 ? there(deployments) : notYet(states.join(', '));
    },
    patience(context, seconds),
  );
}

/** What a Deployment still lacks; nothing when it is rolled out. */
function rolloutState({ metadata, spec, status }: Deployment, least: number): string[] {
  const wanted = Math.max(spec.replicas, least);
  const { updatedReplicas: updated = 0, availableReplicas: available = 0, replicas = 0 } = status;
  const observed = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  if (observed && spec.replicas >= least && updated === wanted && available === wanted && replicas === wanted)
    return [];
  return [`${metadata.name} ${available} of ${wanted} available, ${updated} updated`];
}

/** The pods that a selector picks, without those on their way out. */
export async function livePods(context: Context, selector: string): Promise<readonly Pod[]> {
  const pods = await context.kubectl.list('pods', selector);
  return pods.filter(({ metadata, status }) => metadata.deletionTimestamp === undefined && status.phase === 'Running');
}

/** Waits until a selector picks this many ready pods and none that is leaving. */
export async function readyPods(context: Context, selector: string, least: number): Promise<readonly Pod[]> {
  return waitFor(
    `${least} ready pods of ${selector}`,
    async () => {
      const pods = await context.kubectl.list('pods', selector);
      const ready = pods.filter(isReady);
      return ready.length >= least && ready.length === pods.length
        ? there(ready)
        : notYet(`${ready.length} ready of ${pods.length}`);
    },
    patience(context),
  );
}

/** The node with most of the pods that a selector picks; not the client's, which would fall silent. */
export async function busiestNode(context: Context, selector: string): Promise<string> {
  const own = await context.client.node();
  const pods = new Map<string, number>();
  for (const { spec } of await livePods(context, selector)) {
    const { nodeName } = spec;
    if (nodeName !== undefined && nodeName !== own) pods.set(nodeName, (pods.get(nodeName) ?? 0) + 1);
  }
  const [busiest] = [...pods].sort(([, a], [, b]) => b - a);
  check(busiest !== undefined, `all pods of ${selector} are on the client's node ${own ?? ''}`);
  return busiest[0];
}
