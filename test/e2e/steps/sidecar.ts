import { patience, type Group, type Step } from '../context';
import { firstProcessOf } from '../faults/processes';
import { check } from '../fail';
import { livePods, readyPods } from '../fleet';
import { askHealth, deepOf, tokenOf, type Deep } from '../health';
import { count } from '../log';
import { isReady, type Pod } from '../objects';
import { first, second } from '../release';
import { noneLost, steadyTraffic, underTraffic } from '../traffic';
import { notYet, there, waitFor } from '../wait';

const addressOf = ({ metadata, status }: Pod): string => {
  check(status.podIP !== undefined, `${metadata.name} has no address`);
  return status.podIP;
};
const appsOf = (release: { readonly selector: string }, component: string): string =>
  `${release.selector},app.kubernetes.io/component=${component}`;
const said = ({ status, components }: Deep): string =>
  [
    status,
    ...Object.entries(components).map(
      ([name, of]) => `${name} ${of.status}${of.reason === undefined ? '' : ` (${of.reason})`}`,
    ),
  ].join(', ');

const everyPodIsWell: Step = {
  sentence: 'the sidecar of every app pod says that the pod and all that it depends on are well',
  run: async (context) => {
    const token = await tokenOf(context, first.fullname);
    const pods = [
      ...(await livePods(context, appsOf(first, 'backend'))),
      ...(await livePods(context, appsOf(first, 'frontend'))),
    ];
    for (const pod of pods) {
      await waitFor(
        `the sidecar of ${pod.metadata.name}`,
        async () => {
          const deep = await deepOf(context, addressOf(pod), token);
          const { status, body } = await askHealth(context, addressOf(pod), 'readiness');
          return deep.status === 'ok' && status === 200 ? there(deep) : notYet(`${said(deep)}; ${status} ${body}`);
        },
        patience(context, 120),
      );
    }
    const [backend] = pods;
    check(backend !== undefined, 'there is no backend pod');
    const { components } = await deepOf(context, addressOf(backend), token);
    for (const name of ['app', 'database', 'redis', 'system']) {
      check(components[name] !== undefined, `the sidecar of the backend knows nothing of ${name}`);
    }
    return `${count(pods.length, 'pod')}; ${Object.keys(components).join(', ')}`;
  },
};

const strangersSeeLittle: Step = {
  sentence: 'without the token nothing is told but statuses',
  run: async (context) => {
    const host = `${first.fullname}-monitoring`;
    for (const path of ['deep', 'replication', 'info'] as const) {
      const { status, body } = await askHealth(context, host, path);
      check(status === 401, `${path} answers ${status}: ${body}`);
      const wrong = await askHealth(context, host, path, 'wrong');
      check(wrong.status === 401, `${path} takes a wrong token: ${wrong.status}`);
    }
    const { body } = await askHealth(context, host, 'page');
    check(!/\d+\.\d+\.\d+\.\d+|postgres-\d|redis-\d/.test(body), 'the page tells names or addresses');
    return '6 refusals';
  },
};

const databasesAreSeen: Step = {
  sentence: "the stack's monitor sees every member of Postgres, every pooler and every node of Redis",
  run: (context) =>
    waitFor(
      'the monitor',
      async () => {
        const deep = await deepOf(context, `${first.fullname}-monitoring`, await tokenOf(context, first.fullname));
        const replicas = Object.values(deep.components['replication']?.replicas ?? {});
        const streaming = replicas.filter(({ status }) => status === 'streaming').length;
        const { body } = await askHealth(context, `${first.fullname}-monitoring`, 'metrics');
        const value = (name: string) => new RegExp(`^fastnext_${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(body)?.[1];
        const slots = value('redis_slots_ok');
        const primaries = value('postgres_primaries');
        const pooled = value('db_pool_size');
        return deep.status === 'ok' && streaming === 2 && slots === '16384' && primaries === '1' && pooled !== undefined
          ? there(`${streaming} replicas stream, ${slots} slots, ${pooled} connections of a pooler`)
          : notYet(`${said(deep)}; slots ${slots ?? '?'}, primaries ${primaries ?? '?'}, pool ${pooled ?? '?'}`);
      },
      patience(context, 120),
    ),
};

const sidecarMayDie: Step = {
  sentence: 'a sidecar that is killed is started again, and its app serves on',
  run: async (context) => {
    if (context.cluster.lab === undefined) return 'left out: not the lab';
    const [pod] = await livePods(context, appsOf(second, 'backend'));
    check(pod !== undefined, 'there is no backend pod');
    const reports = await underTraffic(context, steadyTraffic(second.fullname), async () => {
      const before = containerOf(pod);
      process.kill(firstProcessOf(before.id), 'SIGKILL');
      await waitFor(
        'its restart',
        async () => {
          const [now] = (await livePods(context, appsOf(second, 'backend'))).filter(
            ({ metadata }) => metadata.uid === pod.metadata.uid,
          );
          check(now !== undefined && isReady(now), 'the pod is not ready');
          const after = containerOf(now);
          if (after.id === before.id) return notYet('the same container');
          const { status } = await askHealth(context, addressOf(now), 'readiness');
          return status === 200 ? there(after) : notYet(`readiness ${status}`);
        },
        patience(context, 120),
      );
    });
    return noneLost(reports, 100);
  },
};

/** The container of the sidecar now. */
function containerOf({ metadata, status }: Pod): { readonly id: string } {
  const found = status.initContainerStatuses?.find(({ name }) => name === 'health');
  const id = found?.containerID?.split('//')[1];
  check(id !== undefined, `${metadata.name} has no sidecar that runs`);
  return { id };
}

const databaseMayGo: Step = {
  sentence: 'with the database gone every pod stays in service and says that it is degraded',
  run: async (context) => {
    const set = `statefulset/${second.fullname}-postgres`;
    const pods = await livePods(context, appsOf(second, 'backend'));
    const scale = (replicas: number) => context.kubectl.unabortable().run(['scale', set, `--replicas=${replicas}`]);
    try {
      await scale(0);
      const begin = performance.now();
      await waitFor(
        'word of it',
        async () => {
          const answers = await Promise.all(pods.map((pod) => askHealth(context, addressOf(pod), 'readiness')));
          const wrong = answers.find(({ status }) => status !== 200);
          check(wrong === undefined, `a pod leaves the balancer: ${wrong?.body ?? ''}`);
          return answers.every(({ body }) => body.includes('"degraded"'))
            ? there(true)
            : notYet(answers[0]?.body ?? '');
        },
        patience(context, 120),
      );
      const seconds = Math.round((performance.now() - begin) / 1000);
      const now = await livePods(context, appsOf(second, 'backend'));
      check(now.every(isReady) && now.length === pods.length, 'a pod is not ready');
      return `${count(pods.length, 'pod')} ready and degraded after ${seconds} s`;
    } finally {
      await scale(1);
      await readyPods(context, appsOf(second, 'postgres'), 1);
    }
  },
};

const frozenAppLeaves: Step = {
  sentence: 'a pod whose app is frozen leaves the balancer, and comes back when it moves again',
  run: async (context) => {
    if (context.cluster.lab === undefined) return 'left out: not the lab';
    const [pod] = await livePods(context, appsOf(second, 'frontend'));
    const id = pod?.status.containerStatuses?.find(({ name }) => name === 'app')?.containerID?.split('//')[1];
    check(pod !== undefined && id !== undefined, 'there is no frontend pod');
    const now = async () =>
      (await context.kubectl.list('pods', appsOf(second, 'frontend'))).find(
        ({ metadata }) => metadata.uid === pod.metadata.uid,
      );
    const frozen = firstProcessOf(id);
    try {
      process.kill(frozen, 'SIGSTOP');
      await waitFor(
        'its way out',
        async () => {
          const seen = await now();
          const { status, body } = await askHealth(context, addressOf(pod), 'readiness');
          return seen !== undefined && !isReady(seen) && status === 503 ? there(body) : notYet(`readiness ${status}`);
        },
        patience(context, 60),
      );
    } finally {
      process.kill(frozen, 'SIGCONT');
    }
    await waitFor(
      'its way back',
      async () => {
        const seen = await now();
        return seen !== undefined && isReady(seen) ? there(true) : notYet('not ready');
      },
      patience(context, 120),
    );
    return 'out, and back';
  },
};

/** What the sidecars of the plain manifests say. */
export const sidecar: Group = {
  name: 'sidecar',
  needs: ['manifests', 'database', 'cache'],
  steps: [everyPodIsWell, strangersSeeLittle, databasesAreSeen],
};
/** What happens around those of the chart. */
export const sidecarFaults: Group = {
  name: 'sidecar-faults',
  needs: ['chart', 'sidecar'],
  steps: [sidecarMayDie, databaseMayGo, frozenAppLeaves],
};
