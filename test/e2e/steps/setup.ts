import { patience, type Group, type Step } from '../context';
import { check } from '../fail';
import { provideImages, type PublicImage } from '../images';
import { count } from '../log';
import { imagesOf, manifestsFolder } from '../manifests';
import { holds } from '../objects';
import { askingPod } from '../pod';
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
  run: async (context) => {
    const { kubectl, namespace } = context;
    const level = ['enforce', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']);
    const labels = Object.fromEntries(level) as Record<string, string>;
    await kubectl.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } });
    const input = JSON.stringify(privilegedPod);
    await waitFor(
      'the refusal of a privileged pod',
      async () => {
        const { code, stderr } = await kubectl.try(['create', '--dry-run=server', '--filename', '-'], { input });
        check(code !== 0, 'a privileged pod was not refused');
        // In a namespace as new as this, what is missed first is its ServiceAccount.
        return stderr.includes('violates PodSecurity') ? there(stderr) : notYet(stderr);
      },
      patience(context, 60),
    );
    return `${namespace}; a privileged pod is refused`;
  },
};

const clientRuns: Step = {
  sentence: 'a client pod runs in it',
  run: async (context) => `on ${await context.client.start(patience(context))}`,
};

const pullsAt = (node: string, images: readonly string[]) => {
  const pod = askingPod({ name: `e2e-pulls-${node}`, labels: {}, image: '', command: ['true'], volumes: {} });
  const [container] = pod.spec.containers;
  const containers = images.map((image, i) => ({ ...container, name: `image-${i}`, image }));
  return { ...pod, spec: { ...pod.spec, nodeName: node, containers } };
};

/** What is promised of times holds for images that are there: bringing one to a node takes a small machine's cores for long. */
export const nodesHaveTheImages: Step = {
  sentence: 'every node has pulled the images',
  run: async (context) => {
    const { kubectl } = context;
    const { tag, next } = context.images;
    const first = imagesOf(manifestsFolder(context));
    // What is upgraded to has to be there as well, if it is another build.
    const later = first.filter((image) => image.endsWith(`:${tag}`)).map((image) => image.replace(/[^:]+$/, next));
    const images = [...first, ...later];
    const nodes = (await kubectl.list('nodes')).map(({ metadata }) => metadata.name);
    for (const node of nodes) await kubectl.apply(pullsAt(node, images));
    await waitFor(
      'the images',
      async () => {
        const pods = (await kubectl.list('pods')).filter(({ metadata }) => metadata.name.startsWith('e2e-pulls-'));
        const left = pods.filter(({ status }) => status.phase !== 'Succeeded');
        return left.length === 0 ? there(pods) : notYet(`${left.length} of ${nodes.length} nodes have not all`);
      },
      patience(context, 300),
    );
    await kubectl.run(['delete', 'pods', ...nodes.map((node) => `e2e-pulls-${node}`)]);
    return `${count(images.length, 'image')} on ${count(nodes.length, 'node')}`;
  },
};

/** What all else stands on. */
export const setup: Group = {
  name: 'cluster',
  needs: [],
  steps: [nodesAreReady, imagesAreThere, namespaceIsRestricted, nodesHaveTheImages, clientRuns],
};
