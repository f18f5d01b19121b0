import { answers } from '../answers';
import { patience, type Context, type Group, type Step } from '../context';
import { check } from '../fail';
import { settled } from '../fleet';
import { count } from '../log';
import { isReady, type Pod } from '../objects';
import { first, second } from '../release';
import { notYet, there, waitFor } from '../wait';

const chartInstalls: Step = {
  sentence: 'the chart installs beside it, in the same namespace',
  run: async (context) => {
    await second.install(context);
    const deployments = await settled(context, second.selector);
    return deployments.map(({ metadata, spec }) => `${metadata.name} ${spec.replicas}`).join(', ');
  },
};

const migrationRan: Step = {
  sentence: 'the migration of the backend has made its tables, in the time that the backend took to start',
  run: async (context) => {
    const migration = `${second.selector},app.kubernetes.io/component=backend-migration`;
    const pod = await waitFor(
      'the migration',
      async () => {
        const pods = await context.kubectl.list('pods', migration);
        const done = pods.find(({ status }) => status.phase === 'Succeeded');
        return done === undefined ? notYet(pods.map(({ status }) => status.phase).join(', ') || 'none') : there(done);
      },
      patience(context, 120),
    );
    const { stdout } = await context.kubectl.run(['logs', pod.metadata.name]);
    check(stdout.includes('the schema is as it has to be'), `its log is ${stdout}`);
    return `${pod.metadata.name}: ${stdout.trim().split('\n').at(-1) ?? ''}`;
  },
};

const helmTestPasses: Step = {
  sentence: 'helm test passes',
  run: async ({ helm, log }) => {
    const { stdout } = await helm.run('test', second.name, '--logs', '--timeout', '5m');
    const lines = stdout.slice(stdout.indexOf('POD LOGS')).trim().split('\n');
    for (const line of lines) log.say(`  ${line}`);
    return count(lines.filter((line) => line.startsWith('ok ')).length, 'answer');
  },
};

const releasesDoNotMix: Step = {
  sentence: 'two releases side by side keep to their own pods',
  run: async (context) => {
    const services = [
      ...(await ownEndpoints(context, first.selector)),
      ...(await ownEndpoints(context, second.selector)),
    ];
    await answers(context, first);
    await answers(context, second);
    return `${count(services.length, 'Service')}, each with its own pods`;
  },
};

/**
 * Checks that each Service of a release holds all ready pods that its selector picks among the release's own, and no other; one without
 * a selector, whose endpoints Patroni writes, only pods of the release. Resolves with their names.
 */
async function ownEndpoints({ kubectl }: Context, selector: string): Promise<string[]> {
  const [services, slices, pods] = await Promise.all([
    kubectl.list('services', selector),
    kubectl.list('endpointslices'),
    kubectl.list('pods', selector),
  ]);
  check(services.length > 0, `there is no Service with ${selector}`);
  return services.map(({ metadata: { name }, spec }) => {
    const { selector: wantedLabels, publishNotReadyAddresses = false } = spec;
    const held = slices
      .filter((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === name)
      .flatMap(({ endpoints }) => endpoints ?? [])
      .flatMap(({ conditions, targetRef }) => (conditions.ready === true && targetRef ? [targetRef.name] : []));
    if (wantedLabels === undefined) {
      const strange = held.filter((pod) => !pods.some(({ metadata }) => metadata.name === pod));
      check(strange.length === 0, `Service ${name} holds pods of others: ${strange.join(', ')}`);
      return name;
    }
    const picked = ({ metadata: { labels = {} } }: Pod) =>
      Object.entries(wantedLabels).every(([label, value]) => labels[label] === value);
    const own = pods
      .filter((pod) => picked(pod) && (publishNotReadyAddresses || isReady(pod)))
      .map((pod) => pod.metadata.name);
    const seen = held.sort().join(', ');
    const wanted = own.sort().join(', ');
    check(seen === wanted, `Service ${name} holds ${seen}; its own ready pods are ${wanted}`);
    return name;
  });
}

/** The Helm chart, as a second release. */
export const chart: Group = {
  name: 'chart',
  needs: ['manifests'],
  steps: [chartInstalls, migrationRan, helmTestPasses, releasesDoNotMix],
};
