import { answers } from '../answers';
import { patience, type Context, type Group, type Step } from '../context';
import { diagnose } from '../diagnose';
import { check } from '../fail';
import { livePods, readyPods, settled } from '../fleet';
import { Application } from '../gitops/application';
import { EDITS } from '../gitops/edits';
import { deliveryOf, openDelivery, type Delivery } from '../gitops/delivery';
import { wavesInOrder } from '../gitops/waves';
import { count, secondsSince } from '../log';
import { first, KEPT_SECRETS } from '../release';
import { underTraffic, workFor } from '../traffic';
import { notYet, there, waitFor } from '../wait';
import { butKept, nothingLeft } from './removal';

/** How long nothing may happen by itself, when nothing else is asked for. */
const QUIET_MINUTES = 10;
/** Looks of Argo CD at git and at the cluster in which it must find nothing to do. */
const COMPARISONS = 3;
/** What the targets of the chart call their installation. */
const shop = { fullname: 'shop-fastnext', selector: 'app.kubernetes.io/instance=shop' } as const;

/** An Argo CD is started and fed here, which is nothing to do to anybody's cluster. */
const LEFT_OUT = 'left out: not the lab';

type Way = 'first' | 'second';
/** A step in one of the two namespaces: a failure is explained there, where it happened. */
const within =
  (way: Way, run: (context: Context, delivery: Delivery) => Promise<string>): Step['run'] =>
  async (outer) => {
    if (outer.cluster.lab === undefined) return LEFT_OUT;
    const delivery = deliveryOf(outer);
    const context = delivery[way];
    try {
      return await run(context, delivery);
    } catch (error) {
      if (!context.signal.aborted)
        for (const line of (await diagnose(context.kubectl)).split('\n')) context.log.say(`  ${line}`);
      throw error;
    }
  };

const component = (name: string) => `${first.selector},app.kubernetes.io/component=${name}`;

const argocdRuns: Step = {
  sentence: 'Argo CD takes the project, the Applications and the ApplicationSet as they are',
  run: async (context) => {
    const { lab } = context.cluster;
    if (lab === undefined) return LEFT_OUT;
    const delivery = await openDelivery(context, lab);
    const files = ['project', 'application-manifests', 'application-helm', 'applicationset'];
    await delivery.apply(files, '--dry-run=server');
    return count(files.length, 'file');
  },
};

const comesUp: Step = {
  sentence: 'the manifests become Synced and Healthy, wave by wave',
  run: within('first', async (context, delivery) => {
    const { application, repository } = delivery;
    const begin = performance.now();
    await delivery.apply(['project', 'application-manifests']);
    await application.synced();
    const seconds = secondsSince(begin);
    return `after ${seconds} s; ${await wavesInOrder(context, repository.dist)}`;
  }),
};

const serves: Step = {
  sentence: 'what Argo CD installed answers, through the edge by https too',
  run: within('first', async (context) => {
    await context.client.start(patience(context));
    await settled(context, first.selector);
    return answers(context, first);
  }),
};

const staysQuiet: Step = {
  sentence: 'left alone, it stays Synced, and nothing is synced again',
  run: within('first', async (context, { application }) => {
    const minutes = context.quietMinutes ?? QUIET_MINUTES;
    const before = await application.syncs();
    const times = await application.staysQuiet(before, { seconds: 60 * minutes, times: COMPARISONS });
    return `${minutes} min, compared ${times} times`;
  }),
};

const work = workFor(first.fullname);

const othersWork: Step = {
  sentence: 'what the autoscaler, Patroni and the agents of Redis write is left alone',
  run: within('first', async (context, { application }) => {
    const { kubectl } = context;
    const before = await application.syncs();
    const leader = async () => {
      const pods = await livePods(context, component('postgres'));
      return pods.find(({ metadata }) => metadata.labels?.['role'] === 'primary');
    };
    const old = await leader();
    check(old !== undefined, 'Postgres has no leader');
    await kubectl.run(['delete', 'pod', old.metadata.name, `${first.fullname}-redis-0-0`, '--wait']);
    const next = await waitFor(
      'another leader of Postgres',
      async () => {
        const pod = await leader();
        return pod !== undefined && pod.metadata.uid !== old.metadata.uid
          ? there(pod.metadata.name)
          : notYet(`it is ${pod?.metadata.name ?? 'nobody'}`);
      },
      patience(context),
    );
    let backends = 0;
    await underTraffic(context, [work], async () => {
      backends = await waitFor(
        'a second backend pod',
        async () => {
          const [deployment] = await kubectl.list('deployments', component('backend'));
          const available = deployment?.status.availableReplicas ?? 0;
          return available > 1 ? there(available) : notYet(`${available} available`);
        },
        patience(context),
      );
    });
    await readyPods(context, component('redis'), 6);
    const times = await application.staysQuiet(before, { seconds: 0, times: COMPARISONS });
    const [deployment] = await kubectl.list('deployments', component('backend'));
    check(
      (deployment?.spec.replicas ?? 0) >= backends,
      `the autoscaler's ${backends} became ${deployment?.spec.replicas ?? 0}`,
    );
    await application.synced();
    return `leader ${old.metadata.name}, then ${next}; ${count(backends, 'backend')}; compared ${times} times`;
  }),
};

const pushRollsOut: Step = {
  sentence: 'a push of another image and another configuration rolls out',
  run: within('first', async (context, delivery) => {
    const { next } = context.images;
    const begin = performance.now();
    const values = [`backend.image.tag=${next}`, 'frontend.config.E2E_PUSHED=yes'];
    const revision = await delivery.push('another image and configuration', values);
    await delivery.application.synced(revision);
    await settled(context, first.selector);
    const seconds = secondsSince(begin);
    const pods = await livePods(context, component('backend'));
    const old = pods.filter(({ spec }) => !spec.containers.some(({ image }) => image.endsWith(`:${next}`)));
    check(
      pods.length > 0 && old.length === 0,
      `still on the old image: ${old.map(({ metadata }) => metadata.name).join(', ')}`,
    );
    const [frontend] = await livePods(context, component('frontend'));
    check(frontend !== undefined, 'there is no frontend');
    const { stdout } = await context.kubectl.run([
      ...['exec', frontend.metadata.name, '--container', 'app', '--', 'node', '-p', 'process.env.E2E_PUSHED'],
    ]);
    check(stdout.trim() === 'yes', `the frontend has ${stdout}`);
    return `${count(pods.length, 'backend')} on :${next} after ${seconds} s`;
  }),
};

const editsAreHealed: Step = {
  sentence: 'what is changed or deleted by hand is put right, and what is added stays',
  run: within('first', async (context, { application }) => {
    const { kubectl } = context;
    const seen = [];
    await kubectl.run(['annotate', 'deployment', `${first.fullname}-backend`, 'example.com/added=yes']);
    for (const { what, by, look, gone } of EDITS) {
      const begin = performance.now();
      await kubectl.run(by);
      await waitFor(
        `the end of ${what} by hand`,
        async () => {
          const { stdout } = await kubectl.run(look);
          return gone.test(stdout) ? there(stdout) : notYet(stdout.slice(0, 200));
        },
        patience(context, 120),
      );
      seen.push(`${what} after ${secondsSince(begin)} s`);
    }
    await application.synced();
    await settled(context, first.selector);
    const added = 'jsonpath={.metadata.annotations.example\\.com/added}';
    const { stdout } = await kubectl.run(['get', 'deployment', `${first.fullname}-backend`, '--output', added]);
    check(stdout === 'yes', 'an annotation of somebody else was taken away');
    return seen.join(', ');
  }),
};

const deletionLeaves: Step = {
  sentence: 'deleting the Application leaves nothing behind but the data and its passwords',
  run: within('first', async (context, { application }) => {
    await application.delete();
    await nothingLeft(context, 'the Application', async () =>
      butKept(await context.kubectl.everything(first.selector)),
    );
    const kept = await context.kubectl.everything();
    const secrets = kept.filter(({ kind }) => kind === 'Secret').map(({ metadata }) => metadata.name);
    const wanted = KEPT_SECRETS.map((part) => `${first.fullname}-${part}`);
    check(secrets.sort().join() === [...wanted].sort().join(), `Secrets: ${secrets.join(', ')}`);
    const volumes = kept.filter(({ kind }) => kind === 'PersistentVolumeClaim');
    check(volumes.length === 8, `${volumes.length} volumes`);
    await context.kubectl.run(['delete', 'namespace', context.namespace, '--wait', '--timeout=180s'], { seconds: 200 });
    return `${count(volumes.length, 'volume')} and ${count(secrets.length, 'Secret')}`;
  }),
};

const setMakesApplications: Step = {
  sentence:
    'the ApplicationSet makes an Application of the chart for its target, which becomes Synced and Healthy and answers',
  run: within('second', async (context, delivery) => {
    const { argocd, controller } = delivery;
    const begin = performance.now();
    const application = new Application(context, 'fastnext-small');
    controller.start();
    try {
      await delivery.apply(['applicationset']);
      await application.synced();
      const seconds = secondsSince(begin);
      await context.client.start(patience(context));
      await settled(context, shop.selector);
      const seen = await answers(context, shop);
      const before = await application.syncs();
      const times = await application.staysQuiet(before, { seconds: 60, times: COMPARISONS });
      // Without its set the Application goes, and the objects stay.
      await argocd.run(['delete', 'applicationset', 'fastnext-fleet', '--wait']);
      await nothingLeft(context, 'the Application', async () => {
        const { stdout } = await argocd.run(['get', 'applications', '--output', 'json']);
        return (JSON.parse(stdout) as { items: readonly Awaited<ReturnType<Application['look']>>[] }).items;
      });
      await settled(context, shop.selector);
      return `after ${seconds} s; ${seen}; compared ${times} times; without the set its objects stay`;
    } catch (error) {
      context.log.say(controller.said);
      throw error;
    } finally {
      controller.stop();
    }
  }),
};

const chartGoes: Step = {
  sentence: 'the namespace of the chart goes away',
  run: within('second', async (context) => {
    await context.kubectl.run(['delete', 'namespace', context.namespace, '--wait', '--timeout=240s'], { seconds: 260 });
    return context.namespace;
  }),
};

/** By Argo CD, from a repository. */
export const gitops: Group = {
  name: 'gitops',
  needs: ['cluster'],
  steps: [
    ...[argocdRuns, comesUp, serves, staysQuiet, othersWork, pushRollsOut, editsAreHealed, deletionLeaves],
    ...[setMakesApplications, chartGoes],
  ],
};
