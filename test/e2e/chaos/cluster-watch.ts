import { setTimeout as sleep } from 'node:timers/promises';
import { isReady, type Pod } from '../objects';
import { isWhole } from '../postgres/load/report';
import type { Sighting } from './judge/figures';
import type { EdgeLoad } from './load-pod';
import type { Tick } from './load/report';
import { CLASSES, MEMBERS, names, type PodClass } from './stack';

const INTERVAL_MS = 1000;

/** The class of a pod; undefined: it is none of those that stay, such as that of a Job. */
export function classOf({ metadata }: Pod): PodClass | undefined {
  const component = metadata.labels?.['app.kubernetes.io/component'] ?? '';
  return component in CLASSES ? (component as PodClass) : undefined;
}

/** Whether a pod has come to its end and is only still listed. */
const isOver = ({ status }: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed';

/** What pods lack to be all that there should be, each Ready; undefined: nothing. */
export function podsLack(pods: readonly Pod[]): string | undefined {
  const staying = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined && !isOver(pod));
  const unready = staying.filter((pod) => classOf(pod) !== undefined && !isReady(pod));
  if (unready.length > 0) return `not Ready: ${unready.map(({ metadata }) => metadata.name).join(', ')}`;
  for (const podClass of Object.keys(CLASSES) as PodClass[]) {
    const there = staying.filter((pod) => classOf(pod) === podClass).length;
    if (there !== CLASSES[podClass]) return `${there} of ${CLASSES[podClass]} ${podClass}`;
  }
  return undefined;
}

/** What the databases lack; undefined: nothing. */
export function databasesLack({ postgres, redis }: Pick<Tick, 'postgres' | 'redis'>): string | undefined {
  if (!isWhole(postgres, MEMBERS)) {
    const members = (postgres?.members ?? []).map(({ name, role, state }) => `${name} ${role} ${state}`);
    return `Postgres: ${members.length === 0 ? 'nobody answers' : members.join(', ')}`;
  }
  return redis === undefined ? undefined : `Redis: ${redis}`;
}

/** The cluster and the load, looked at all the time. */
export class ClusterWatch {
  pods: readonly Pod[] = [];
  tick: Tick | undefined;
  private list: Sighting[] = [];
  private isOver = false;

  constructor(private readonly load: EdgeLoad) {}

  /** What is not well by the latest look; undefined: nothing. */
  get lack(): string | undefined {
    const last = this.list.at(-1);
    return last === undefined ? 'not looked at yet' : last.lack;
  }

  /** Since when it has been so, by the load's clock. */
  get since(): number {
    return this.list.at(-1)?.at ?? Infinity;
  }

  /** Looks until it is ended. */
  begin(): void {
    void this.run();
  }

  end(): void {
    this.isOver = true;
  }

  /** What was seen since the last time; the latest state is the first of the next. */
  take(): readonly Sighting[] {
    const { list } = this;
    this.list = list.slice(-1);
    return list;
  }

  private async run(): Promise<void> {
    while (!this.isOver) {
      const lack = await this.look();
      const at = Date.now() - (this.tick?.epoch ?? Date.now());
      const last = this.list.at(-1);
      if (last === undefined || last.lack !== lack) this.list.push({ at, lack });
      await sleep(INTERVAL_MS, undefined, { ref: false });
    }
  }

  private async look(): Promise<string | undefined> {
    try {
      const [pods, tick] = await Promise.all([this.load.api.pods(names.all), this.load.tick()]);
      this.pods = pods;
      this.tick = tick;
      return podsLack(pods) ?? databasesLack(tick);
    } catch (error) {
      return `the API server: ${String(error).slice(0, 100)}`;
    }
  }
}
