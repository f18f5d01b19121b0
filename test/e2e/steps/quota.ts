import { patience, type Context, type Group, type Step } from '../context';
import { check } from '../fail';
import { settled } from '../fleet';
import { count } from '../log';
import { askingPod } from '../pod';
import { second } from '../release';
import { notYet, there, waitFor } from '../wait';

const WORKLOADS = ['deployments', 'statefulsets'];
const quota = `${second.fullname}-quota`;

/** Asks for a pod with these resources without making it, and gives what became of it. */
function wouldMake({ kubectl }: Context, resources: object) {
  const pod = askingPod({ name: 'e2e-quota', labels: {}, image: 'scaleout/none', command: ['true'], volumes: {} });
  const containers = pod.spec.containers.map((container) => ({ ...container, resources }));
  return kubectl.try(['create', '--dry-run=server', '--output', 'json', '--filename', '-'], {
    input: JSON.stringify({ ...pod, spec: { ...pod.spec, containers } }),
  });
}

const rollsOutWithinIt: Step = {
  sentence: 'everything is rolled out at once within the quota that is computed for it, and nothing of it is refused',
  run: async (context) => {
    const { kubectl } = context;
    await second.upgrade(context, 'quota.enabled=true');
    for (const kind of WORKLOADS) await kubectl.run(['rollout', 'restart', kind, '--selector', second.selector]);
    await settled(context, second.selector, 600);
    for (const kind of WORKLOADS)
      await kubectl.run(['rollout', 'status', kind, '--selector', second.selector, '--timeout=300s'], { seconds: 320 });
    const refused = (await kubectl.list('events')).filter(({ message }) => message.includes('exceeded quota'));
    check(refused.length === 0, `refused: ${refused.map(({ message }) => message).join('; ')}`);
    const { status } = (await kubectl.list('resourcequotas')).find(({ metadata }) => metadata.name === quota) ?? {};
    const { hard = {}, used = {} } = status ?? {};
    check(Object.keys(hard).length > 0, `the quota ${quota} limits nothing`);
    return `${count(Object.keys(hard).length, 'limit')}: ${['pods', 'requests.cpu', 'requests.memory']
      .map((key) => `${key} ${used[key] ?? '?'} of ${hard[key] ?? '?'}`)
      .join(', ')}`;
  },
};

const othersAreLimited: Step = {
  sentence: 'a pod that says nothing gets the defaults, and one that wants more than there is, is refused',
  run: async (context) => {
    const silent = await waitFor(
      'the defaults',
      async () => {
        const { code, stdout, stderr } = await wouldMake(context, {});
        return code === 0 ? there(stdout) : notYet(stderr);
      },
      patience(context, 60),
    );
    const { spec } = JSON.parse(silent) as {
      spec: { containers: readonly { resources: { requests?: Record<string, string> } }[] };
    };
    const requests = spec.containers[0]?.resources.requests ?? {};
    check(requests['cpu'] !== undefined && requests['memory'] !== undefined, `it has ${JSON.stringify(requests)}`);
    const { code, stderr } = await wouldMake(context, { requests: { cpu: '999' }, limits: { cpu: '999' } });
    check(code !== 0 && stderr.includes('exceeded quota'), `999 CPUs are not refused: ${stderr}`);
    return `${requests['cpu']} and ${requests['memory']}; ${/exceeded quota: [^,]*/.exec(stderr)?.[0] ?? ''}`;
  },
};

/** A namespace with a limit, computed from the stack; it stays for what follows. */
export const quotas: Group = {
  name: 'quota',
  // It is computed for one stack, and counts all that is there.
  needs: ['removal of dist/', 'changes'],
  steps: [rollsOutWithinIt, othersAreLimited],
};
