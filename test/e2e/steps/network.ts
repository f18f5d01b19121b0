import { reaches } from '../../constructs/network/reach';
import type { Context, Group, Step } from '../context';
import { check } from '../fail';
import { livePods } from '../fleet';
import { count } from '../log';
import type { Pod } from '../objects';
import { first } from '../release';

/** One of each component: that of a Job is gone by now. */
const COMPONENTS = ['edge', 'frontend', 'backend', 'pooler', 'postgres', 'redis', 'monitoring'];
/** Time for a connection, in seconds: it is made within milliseconds, or not at all. */
const TIMEOUT_SECONDS = 2;

interface Target {
  readonly component: string;
  readonly address: string;
  readonly port: number;
}
const nameOf = ({ component, port }: Target): string => `${component}:${port}`;

/** Tries all at once from inside a pod, with the shell that every image has. @returns those that were reached */
async function tryAll({ kubectl }: Context, from: Pod, targets: readonly Target[]): Promise<ReadonlySet<string>> {
  const one = (target: Target) =>
    `(timeout ${TIMEOUT_SECONDS} bash -c '</dev/tcp/${target.address}/${target.port}' 2>/dev/null && echo ${nameOf(target)}) &`;
  const script = `${targets.map(one).join('\n')}\nwait`;
  const [container] = from.spec.containers;
  const command = ['exec', from.metadata.name, '--container', container?.name ?? '', '--', 'bash', '-c', script];
  const { stdout } = await kubectl.run(command, { seconds: 60 });
  return new Set(stdout.split('\n').filter((line) => line !== ''));
}

const onlyTheGraph: Step = {
  sentence: 'each component reaches the ports that its policies name, of all ports of all others, and no other',
  run: async (context) => {
    const pods = await livePods(context, first.selector);
    const chosen = COMPONENTS.map((component) => {
      const own = pods.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === component);
      check(own[0] !== undefined, `there is no pod of ${component}`);
      // The last: of those that are there several times, another one than the first asks.
      return { component, asks: own[0], asked: own.at(-1) ?? own[0] };
    });
    const targets = chosen.flatMap(({ component, asked }): Target[] =>
      [...asked.spec.containers, ...(asked.spec.initContainers ?? [])]
        .flatMap(({ ports = [] }) => ports)
        .map(({ containerPort: port }) => ({ component, address: asked.status.podIP ?? '', port })),
    );
    const policies = await context.kubectl.list('networkpolicies', first.selector);
    let open = 0;
    for (const { component, asks } of chosen) {
      const others = targets.filter(({ address }) => address !== asks.status.podIP);
      const reached = await tryAll(context, asks, others);
      const allowed = others.filter((target) => {
        const to = chosen.find((each) => each.component === target.component)?.asked;
        return reaches(
          policies,
          { labels: asks.metadata.labels ?? {} },
          { labels: to?.metadata.labels ?? {} },
          target.port,
        );
      });
      const tooMany = [...reached].filter((name) => !allowed.some((target) => nameOf(target) === name));
      const missing = allowed.map(nameOf).filter((name) => !reached.has(name));
      check(tooMany.length === 0, `${component} reaches ${tooMany.join(', ')}`);
      check(missing.length === 0, `${component} does not reach ${missing.join(', ')}`);
      context.log.say(`  ${component}: ${[...reached].join(', ') || 'nobody'}`);
      open += reached.size;
    }
    return `${open} of ${count(targets.length * (chosen.length - 1), 'connection')} come through`;
  },
};

/** Who may talk to whom. */
export const network: Group = { name: 'network', needs: ['manifests'], steps: [onlyTheGraph] };
