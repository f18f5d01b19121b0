import { patience, type Group, type Step } from '../context';
import { check } from '../fail';
import { provideImages, type PublicImage } from '../images';
import { count } from '../log';
import { holds } from '../objects';
import { notYet, there, waitFor } from '../wait';

export const nodesAreReady: Step = {
  sentence: 'the cluster answers and its nodes are ready',
  run: (context) =>
    waitFor(
      'nodes',
      async () => {
        const nodes = await context.kubectl.list('nodes');
        const ready = nodes.filter(({ status }) => holds(status.conditions, 'Ready'));
        const versions = new Set(ready.map(({ status }) => status.nodeInfo.kubeletVersion));
        return ready.length > 0 && ready.length === nodes.length
          ? there(`${count(ready.length, 'node')}, Kubernetes ${[...versions].join(' and ')}`)
          : notYet(`${ready.length} of ${nodes.length} ready`);
      },
      patience(context),
    ),
};

export const imagesFor = (...publicImages: readonly PublicImage[]): Step => ({
  sentence: 'the images are built and can be pulled',
  run: ({ root, cluster, images, log, signal }) => provideImages({ root, cluster, images, publicImages, log, signal }),
});

export const imagesAreThere = imagesFor('redis', 'nginx-unprivileged');

/** Asked for on purpose: the namespace must refuse it, or its label does nothing and all that follows proves nothing. */
const privilegedPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'refused' },
  spec: { containers: [{ name: 'root', image: 'scaleout/none', securityContext: { privileged: true } }] },
};

export const namespaceIsRestricted: Step = {
  sentence: 'a fresh namespace enforces the restricted Pod Security Standard',
  run: async ({ kubectl, namespace }) => {
    const level = ['enforce', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']);
    const labels = Object.fromEntries(level) as Record<string, string>;
    await kubectl.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } });
    const input = JSON.stringify(privilegedPod);
    const { code, stderr } = await kubectl.try(['create', '--dry-run=server', '--filename', '-'], { input });
    check(code !== 0 && stderr.includes('violates PodSecurity'), `a privileged pod was not refused: ${stderr}`);
    return `${namespace}; a privileged pod is refused`;
  },
};

const clientRuns: Step = {
  sentence: 'a client pod runs in it',
  run: async (context) => `on ${await context.client.start(patience(context))}`,
};

/** What all else stands on. */
export const setup: Group = {
  name: 'cluster',
  needs: [],
  steps: [nodesAreReady, imagesAreThere, namespaceIsRestricted, clientRuns],
};
