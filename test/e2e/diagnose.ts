import type { Kubectl } from './kubectl';
import { errorText } from './fail';
import { holds, type KubeEvent, type Pod } from './objects';

/** No more than this of each kind, so that the reason is not buried under its circumstances. */
const bounds = { events: 60, pods: 40, described: 3, describedLines: 60, logRead: 1000, logLines: 25 };

/** Why things are as they are: states, events in order, descriptions and logs of pods that are not well. Never throws. */
export async function diagnose(kubectl: Kubectl): Promise<string> {
  const section = async (title: string, text: () => Promise<string>) =>
    `--- ${title}\n${(await text().catch((error: unknown) => `not to be had: ${errorText(error)}`)).trimEnd()}`;
  const pods = await kubectl.list('pods').catch(() => []);
  const unwell = pods.filter(isUnwell).slice(0, bounds.described);
  const parts = [
    section('workloads', async () => {
      const { stdout } = await kubectl.run(['get', 'deployments,replicasets,hpa,pdb', '--output', 'wide']);
      return stdout;
    }),
    section('pods', () => Promise.resolve(pods.slice(0, bounds.pods).map(podLine).join('\n'))),
    section('events, oldest first', async () => {
      const events = [...(await kubectl.list('events'))].sort((a, b) => timeOf(a).localeCompare(timeOf(b)));
      return events.slice(-bounds.events).map(eventLine).join('\n');
    }),
    ...unwell.flatMap(({ metadata: { name } }) => [
      section(`describe pod ${name}`, async () => {
        const { stdout } = await kubectl.run(['describe', 'pod', name]);
        return stdout.split('\n').slice(-bounds.describedLines).join('\n');
      }),
    ]),
    ...pods.slice(0, bounds.pods).flatMap((pod) => logs(kubectl, pod, section)),
  ];
  return (await Promise.all(parts)).join('\n');
}

/** The last lines of each container, and of its previous life when it had one. */
function logs(
  kubectl: Kubectl,
  pod: Pod,
  section: (title: string, text: () => Promise<string>) => Promise<string>,
): Promise<string>[] {
  const { name } = pod.metadata;
  return (pod.status.containerStatuses ?? []).flatMap(({ name: container, restartCount }) =>
    (restartCount > 0 ? [[], ['--previous']] : [[]]).map((which: readonly string[]) =>
      section(`log of ${name}/${container}${which.length > 0 ? ', before its restart' : ''}`, async () => {
        const { stdout } = await kubectl.run([
          ...['logs', name, '--container', container, '--tail', String(bounds.logRead)],
          ...which,
        ]);
        return noteworthy(stdout);
      }),
    ),
  );
}

/** An access log is mostly answers that were good; what went wrong would be lost in them. */
function noteworthy(log: string): string {
  const lines = log.trimEnd().split('\n');
  const kept = lines.filter((line) => !/"(statusCode|status)":2\d\d/.test(line));
  const last = kept.slice(-bounds.logLines);
  const left = lines.length - last.length;
  return left === 0
    ? last.join('\n')
    : [`(${left} lines left out, ${lines.length - kept.length} of them good answers)`, ...last].join('\n');
}

const isUnwell = ({ status }: Pod): boolean => status.phase !== 'Succeeded' && !holds(status.conditions, 'Ready');

function podLine({ metadata, spec, status }: Pod): string {
  const containers = (status.containerStatuses ?? []).map(({ name, ready, restartCount, state, lastState }) => {
    const why = [
      state?.waiting?.reason,
      state?.waiting?.message,
      state?.terminated?.reason,
      lastState?.terminated === undefined
        ? undefined
        : `before: ${lastState.terminated.reason ?? '?'} ${lastState.terminated.exitCode}`,
    ];
    const words = [ready ? 'ready' : 'not ready', ...why.filter((word) => word !== undefined)];
    return `${name} (${words.join('; ')}; ${restartCount} restarts)`;
  });
  const unmet = (status.conditions ?? [])
    .filter((condition) => condition.status === 'False' && condition.message !== undefined)
    .map(({ type, message }) => `${type}: ${message ?? ''}`);
  const leaving = metadata.deletionTimestamp === undefined ? '' : ', leaving';
  const head = `${metadata.name}: ${status.phase}${leaving} on ${spec.nodeName ?? 'no node'}`;
  return [head, ...containers, ...[...new Set(unmet)]].join('; ');
}

const timeOf = (event: KubeEvent): string => event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;

const eventLine = (event: KubeEvent): string => {
  const { kind, name } = event.involvedObject;
  const times = (event.count ?? 1) > 1 ? ` (${event.count ?? 1} times)` : '';
  return `${timeOf(event)} ${event.type} ${kind.toLowerCase()}/${name} ${event.reason}: ${event.message.slice(0, 300)}${times}`;
};
