import { patience, type Context, type Group, type Step } from '../context';
import { check } from '../fail';
import { manifestsFolder } from '../manifests';
import { nameOf, type KubeObject } from '../objects';
import { first, KEPT_SECRETS, second } from '../release';
import { TLS_SECRET } from './tls';
import { notYet, there, waitFor } from '../wait';

/** Waits until nothing of a kind is left: some of it is collected by the cluster a little later. */
export const nothingLeft = (
  context: Context,
  what: string,
  look: () => Promise<readonly KubeObject[]>,
): Promise<string> =>
  waitFor(
    `the end of ${what}`,
    async () => {
      const left = await look();
      return left.length === 0 ? there('nothing left') : notYet(`left: ${left.slice(0, 8).map(nameOf).join(', ')}`);
    },
    patience(context, 180),
  );

/** What outlives its release on purpose: the data, and the passwords that open it. */
const isKept = ({ kind }: KubeObject): boolean => kind === 'PersistentVolumeClaim' || kind === 'Secret';
export const butKept = (objects: readonly KubeObject[]) => objects.filter((object) => !isKept(object));

const uninstallLeavesNothing: Step = {
  sentence: 'helm uninstall leaves nothing behind but the data and its passwords',
  run: async (context) => {
    const { helm, kubectl } = context;
    await helm.run('uninstall', second.name, '--wait');
    return nothingLeft(context, second.name, async () => [
      ...butKept(await kubectl.everything(second.selector)),
      // Helm's own notes.
      ...(await kubectl.everything(`owner=helm,name=${second.name}`)),
    ]);
  },
};

const deleteLeavesNothing: Step = {
  sentence: 'kubectl delete -f dist/ leaves nothing behind but the data and its passwords',
  run: async (context) => {
    await context.kubectl.run(['delete', '--filename', manifestsFolder(context), '--wait']);
    return nothingLeft(context, 'dist/', async () => butKept(await context.kubectl.everything(first.selector)));
  },
};

/** What Kubernetes itself puts into each namespace. */
const given = new Set(['configmap/kube-root-ca.crt', 'serviceaccount/default']);

const dataIsKept: Step = {
  sentence: 'what was kept is as many volumes as there were members, and the passwords',
  run: async ({ kubectl }) => {
    await kubectl.run(['delete', 'secret', TLS_SECRET, '--ignore-not-found']);
    const kept = (await kubectl.everything()).filter(isKept).map(nameOf);
    const members = [0, 1, 2].map((i) => `data-${first.fullname}-postgres-${i}`);
    const nodes = [0, 1, 2].flatMap((shard) => [0, 1].map((i) => `data-${first.fullname}-redis-${shard}-${i}`));
    const others = [`data-${second.fullname}-postgres-0`, `data-${second.fullname}-redis-0`];
    const wanted = [
      ...[...members, ...nodes, ...others].map((name) => `persistentvolumeclaim/${name}`),
      ...[first, second].flatMap(({ fullname }) => KEPT_SECRETS.map((part) => `secret/${fullname}-${part}`)),
    ];
    check(kept.sort().join() === wanted.sort().join(), `kept: ${kept.join(', ')}`);
    await kubectl.run(['delete', ...wanted, '--wait']);
    // Patroni's own notes, which it wrote again while its Services were being deleted.
    await kubectl.run(['delete', 'endpoints', '--selector', 'scaleout.dev/postgres', '--wait']);
    return kept.join(', ');
  },
};

const namespaceIsEmpty: Step = {
  sentence: 'the namespace is empty and goes away',
  run: async (context) => {
    await context.client.remove();
    await nothingLeft(context, 'all objects', async () =>
      (await context.kubectl.everything()).filter((object) => !given.has(nameOf(object))),
    );
    await context.kubectl.run(['delete', 'namespace', context.namespace, '--wait', '--timeout=180s'], { seconds: 200 });
    const { code } = await context.kubectl.try(['get', 'namespace', context.namespace]);
    check(code !== 0, `${context.namespace} is still there`);
    return `${context.namespace} is gone`;
  },
};

/**
 * The plain manifests away, before anything is measured under traffic: they are most of what a small machine carries here, and full cores
 * lose requests that no roll-out has lost. What is beside them has to go on as if nothing happened.
 */
export const manifestsRemoval: Group = {
  name: 'removal of dist/',
  needs: ['manifests'],
  steps: [deleteLeavesNothing],
};

/** Everything else away again. */
export const removal: Group = {
  name: 'removal',
  needs: ['removal of dist/', 'chart'],
  steps: [uninstallLeavesNothing, dataIsKept, namespaceIsEmpty],
};
