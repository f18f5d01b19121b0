/** What plain objects use at most, counted by the rules of Kubernetes from the objects alone. */
import type { Json } from '../../../constructs/values/expr';
import { pick } from '../support';

const BYTES: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, k: 1e3, M: 1e6, G: 1e9 };

function read(quantity: string): number {
  const [, digits, unit = ''] = /^([0-9]+)([A-Za-z]*)$/.exec(quantity) ?? [];
  if (digits === undefined) throw new Error(`not a quantity: ${quantity}`);
  return unit === 'm' ? Number(digits) / 1000 : Number(digits) * (unit === '' ? 1 : (BYTES[unit] ?? NaN));
}

type Containers = readonly {
  readonly restartPolicy?: string;
  readonly resources: Readonly<Record<string, Readonly<Record<string, string>>>>;
}[];

/** As a ResourceQuota says it, in whole cores and GiB. */
export function usedAtMost(objects: readonly Json[]): Readonly<Record<string, string>> {
  const sums: Record<string, number> = {};
  const count = (key: string, amount: number) => {
    sums[key] = (sums[key] ?? 0) + amount;
  };
  for (const object of objects) {
    const pod = podOf(object);
    if (pod === undefined) continue;
    const pods = podsOf(object, objects);
    count('pods', pods);
    const init = (pick(pod, 'initContainers') ?? []) as Containers;
    const running = [
      ...(pick(pod, 'containers') as Containers),
      ...init.filter((each) => each.restartPolicy === 'Always'),
    ];
    for (const side of ['requests', 'limits']) {
      for (const resource of ['cpu', 'memory', 'ephemeral-storage']) {
        const of = ({ resources }: Containers[number]) => read(resources[side]?.[resource] ?? '0');
        const together = running.map(of).reduce((a, b) => a + b, 0);
        count(`${side}.${resource}`, pods * Math.max(together, ...init.map(of)));
      }
    }
    for (const claim of (pick(object, 'spec.volumeClaimTemplates') ?? []) as Json[]) {
      count('persistentvolumeclaims', pods);
      count('requests.storage', pods * read(pick(claim, 'spec.resources.requests.storage') as string));
    }
  }
  return Object.fromEntries(Object.entries(sums).map(([key, sum]) => [key, written(key, sum)]));
}

function written(key: string, sum: number): string {
  if (!/memory|storage/.test(key)) return String(Math.ceil(sum - 1e-9));
  const gibi = Math.ceil(sum / 2 ** 30);
  return gibi % 1024 === 0 ? `${gibi / 1024}Ti` : `${gibi}Gi`;
}

const podOf = (object: Json): unknown =>
  pick(object, 'kind') === 'Pod' ? pick(object, 'spec') : pick(object, 'spec.template.spec');

function podsOf(object: Json, all: readonly Json[]): number {
  if (['Pod', 'Job'].includes(pick(object, 'kind') as string)) return 1;
  const name = pick(object, 'metadata.name');
  const autoscaler = all.find(
    (each) => pick(each, 'kind') === 'HorizontalPodAutoscaler' && pick(each, 'spec.scaleTargetRef.name') === name,
  );
  const most = (
    autoscaler === undefined ? pick(object, 'spec.replicas') : pick(autoscaler, 'spec.maxReplicas')
  ) as number;
  // With a surge, a new pod does not wait until an old one is gone: all of them may be leaving still.
  const leaving = pick(object, 'spec.strategy') === undefined ? 0 : most;
  const surge = pick(object, 'spec.strategy.rollingUpdate.maxSurge') ?? 0;
  return leaving + most + (typeof surge === 'number' ? surge : Math.ceil((most * parseInt(surge as string, 10)) / 100));
}
