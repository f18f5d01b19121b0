import { ask } from '../ask';
import { patience, type Context, type Group, type Step } from '../context';
import { exec } from '../exec';
import { firstProcessOf } from '../faults/processes';
import { check } from '../fail';
import { livePods, settled } from '../fleet';
import { askHealth } from '../health';
import type { EdgeReport } from '../load/edge';
import { count } from '../log';
import { isReady, type Pod } from '../objects';
import { first, second } from '../release';
import { edgeTraffic, noneLost, podsOf, underTraffic, type TargetReport } from '../traffic';
import { notYet, there, waitFor } from '../wait';
import { withoutLoss } from './changes';
import {
  conversationsComeAgain,
  conversationsOutliveANode,
  credentialsBypass,
  keptWithoutFrontend,
  staticIsKept,
} from './kept';

const edge = `https://${first.fullname}-edge`;
const component = (release: { readonly selector: string }, name: string): string =>
  `${release.selector},app.kubernetes.io/component=${name}`;

/** Of the design, on each answer whoever gives it. */
const HEADERS = [
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
  'permissions-policy',
  'x-request-id',
];

const headersOnAll: Step = {
  sentence: 'http is led to https, and every answer of the edge has the headers that browsers are protected by',
  run: async (context) => {
    const [redirected] = await ask(context, { url: `http://${first.fullname}-edge/x?y=1` });
    check(redirected?.status === 308, `http is answered with ${redirected?.status ?? '?'}`);
    check(redirected.headers['location'] === `${edge}/x?y=1`, `it leads to ${String(redirected.headers['location'])}`);
    const questions = [`${edge}/`, `${edge}/api/v1/hello`, `${edge}/api/nothing`, `${edge}/a/..%2f..%2fb`];
    const seen = [];
    for (const url of questions) {
      const [answer] = await ask(context, { url });
      const missing = HEADERS.filter((name) => typeof answer?.headers[name] !== 'string');
      check(missing.length === 0, `${url} (${answer?.status ?? '?'}) lacks ${missing.join(', ')}`);
      check(
        !/\d/.test(String(answer?.headers['server'] ?? '')),
        `it tells its version: ${String(answer?.headers['server'])}`,
      );
      seen.push(answer?.status);
    }
    check(seen.join() === '200,200,404,400', `statuses were ${seen.join()}`);
    return `308 to https; ${count(HEADERS.length, 'header')} on 200, 404 and 400`;
  },
};

const loginIsLimited: Step = {
  sentence: 'log-ins beyond the limit are answered with 429 and Retry-After, and nothing else is held up',
  run: async (context) => {
    const pods = (await livePods(context, component(first, 'edge'))).length;
    // Five a minute and a burst of three, of each pod its part: more than all of them let through.
    const answers = await ask(context, { url: `${edge}/api/v1/auth/login`, method: 'POST', times: 5 + 4 * pods });
    const refused = answers.filter(({ status }) => status === 429);
    check(refused.length > 0, `of ${answers.length} log-ins none was refused`);
    check(
      refused.every(({ headers }) => Number(headers['retry-after']) > 0),
      'a refusal does not say when to come again',
    );
    const [other] = await ask(context, { url: `${edge}/api/v1/hello` });
    check(other?.status === 200, `another path is answered with ${other?.status ?? '?'}`);
    return `${refused.length} of ${answers.length} refused, Retry-After ${String(refused[0]?.headers['retry-after'])}`;
  },
};

const addressIsOwn: Step = {
  sentence: 'the access log has the address of the client itself, whatever it claims, and no query',
  run: async (context) => {
    const id = `e2e-${Date.now().toString(36)}`;
    const headers = { 'x-forwarded-for': '203.0.113.7', 'x-real-ip': '203.0.113.7', 'x-request-id': id };
    await ask(context, { url: `${edge}/api/v1/hello?token=secret`, headers });
    const line = await waitFor(
      'the line of the log',
      async () => {
        const args = ['logs', '--selector', component(first, 'edge'), '--container', 'nginx', '--tail=2000'];
        const { stdout } = await context.kubectl.run(args);
        const found = stdout.split('\n').find((each) => each.includes(id));
        return found === undefined ? notYet('no line') : there(found);
      },
      patience(context, 60),
    );
    const { client, path, route, status } = JSON.parse(line) as Record<string, string>;
    const [asker] = await context.kubectl.list('pods', 'app.kubernetes.io/name=e2e-client');
    check(
      client === asker?.status.podIP,
      `the log has ${client ?? '?'}, and the client is ${asker?.status.podIP ?? '?'}`,
    );
    check(!line.includes('secret'), 'the log has the query');
    check(path === '/api/v1/hello' && route === 'api' && status === '200', line);
    return `${client}, ${path}`;
  },
};

const metricsAreTold: Step = {
  sentence: 'the sidecar of every edge pod tells the connections and requests of its nginx',
  run: async (context) => {
    const pods = await livePods(context, component(first, 'edge'));
    for (const { metadata, status } of pods) {
      const { body } = await askHealth(context, status.podIP ?? '', 'metrics');
      const value = (name: string) => Number(new RegExp(`^fastnext_${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(body)?.[1]);
      check(value('edge_up') === 1, `${metadata.name} does not say that nginx is up`);
      check(value('edge_requests_total') > 0, `${metadata.name} counts no request`);
    }
    return count(pods.length, 'pod');
  },
};

const edgeRollsOut: Step = {
  sentence: 'a changed configuration of the edge rolls out new pods of it, and loses no request',
  run: async (context) => {
    const names = async () => (await livePods(context, component(second, 'edge'))).map(({ metadata }) => metadata.name);
    const before = await names();
    const seen = await withoutLoss(context, () =>
      second.upgrade(context, 'edge.limits.bodySeconds=11', 'edge.routes.static.cache.credentials=bypass'),
    );
    const kept = (await names()).filter((name) => before.includes(name));
    check(kept.length === 0, `these pods have the old configuration: ${kept.join(', ')}`);
    return seen;
  },
};

const closerLook: Step = {
  sentence:
    'the edge offers TLS 1.2 and 1.3 and HTTP/2, spreads requests evenly, takes bodies up to its limit, and answers hostile and slow clients safely',
  run: async (context) => {
    const command = context.client.command('/load/edge.ts', `${first.fullname}-edge`);
    const { code, stdout, stderr } = await exec(command, {
      ...{ env: context.kubectl.environment, signal: context.signal, seconds: 120 },
    });
    check(code === 0, `the client ended with ${code}: ${stderr}`);
    const { versions, weakCipher, protocol, http2, spread, uploads, hostile, slow } = JSON.parse(stdout) as EdgeReport;
    for (const [name, seen] of Object.entries({ ...versions, weakCipher, ...hostile }))
      context.log.say(`  ${name}: ${seen}`);
    const isRefused = (seen: string | undefined) => seen?.startsWith('refused') === true;
    check(isRefused(versions['TLSv1.1']) && isRefused(weakCipher), 'something old is offered');
    check(versions['TLSv1.2'] === 'TLSv1.2' && versions['TLSv1.3'] === 'TLSv1.3', 'something new is not offered');
    check(protocol === 'h2' && http2 === 200, `HTTP/2: ${String(protocol)}, ${http2}`);

    const counts = Object.values(spread);
    const mean = counts.reduce((sum, each) => sum + each, 0) / counts.length;
    const pods = (await livePods(context, component(first, 'backend'))).length;
    check(counts.length === pods, `${counts.length} of ${pods} pods were asked`);
    // With nothing under way, least_conn goes round.
    check(
      counts.every((each) => each > mean * 0.7 && each < mean * 1.3),
      `requests are spread as ${counts.join(', ')}`,
    );
    check(uploads['5'] !== 413 && uploads['5'] !== 0 && uploads['11'] === 413, `bodies: ${JSON.stringify(uploads)}`);
    const passed = Object.entries(hostile).filter(([, line]) => !/^HTTP\/1\.1 (400|414|431|501) /.test(line));
    check(
      passed.length === 0,
      `these were not refused: ${passed.map(([name, line]) => `${name}: ${line}`).join('; ')}`,
    );
    check(slow.answeredMeanwhile === 20, `of 20 requests beside slow ones ${slow.answeredMeanwhile} were answered`);
    // Ten seconds for the head of a request, and some to make so many connections.
    check(slow.closedAfterMs < 25_000, `slow clients stay for ${slow.closedAfterMs} ms`);
    return `${counts.join(', ')} of each pod; ${slow.opened} slow clients gone after ${slow.closedAfterMs} ms`;
  },
};

/** The way in. */
export const edgeWorks: Group = {
  name: 'edge',
  needs: ['manifests'],
  steps: [headersOnAll, loginIsLimited, addressIsOwn, metricsAreTold, closerLook, staticIsKept],
};

/** What every change has to pass of the rest. */
export const edgeChanges: Group = {
  name: 'edge, changed',
  needs: ['chart'],
  steps: [edgeRollsOut],
};

/** What is kept, and what is held open, while pods go. */
export const edgeKeeps: Group = {
  name: 'edge, kept',
  needs: ['edge, changed'],
  steps: [credentialsBypass, keptWithoutFrontend, conversationsComeAgain, conversationsOutliveANode],
};

const scaleUnderTraffic: Step = {
  sentence: 'two backends become ten and two again under traffic: all get requests, and none is lost',
  run: async (context) => {
    const backends = component(second, 'backend');
    const scale = async (replicas: number) => {
      // By the bounds of the autoscaler: the number itself is its own, and Helm 4 refuses to take that away.
      await second.upgrade(context, `backend.autoscaling.min=${replicas}`, `backend.autoscaling.max=${replicas}`);
      await waitFor(
        `${replicas} backends`,
        async () => {
          const [deployment] = await settled(context, backends, 600);
          const now = deployment?.spec.replicas ?? 0;
          return now === replicas ? there(now) : notYet(`${now}`);
        },
        patience(context, 600),
      );
    };
    let ten: readonly string[] = [];
    const reports = await underTraffic(context, edgeTraffic(second.fullname), async (seen) => {
      await scale(10);
      ten = (await livePods(context, backends)).map(({ metadata }) => metadata.name);
      const answered = () => Object.values(seen()?.answered ?? {}).reduce((sum, each) => sum + each, 0);
      const now = answered();
      await waitFor(
        'answers of all ten',
        () => Promise.resolve(answered() - now > 300 ? there(true) : notYet(`${answered() - now} answers`)),
        patience(context, 120),
      );
      await scale(2);
    });
    await second.upgrade(context, 'backend.autoscaling.max=3');
    await settled(context, backends);
    const heard = podsOf(reports);
    const silent = ten.filter((name) => !heard.has(name));
    check(ten.length === 10, `there were ${ten.length} pods`);
    check(silent.length === 0, `no answer came from ${silent.join(', ')}`);
    return noneLost(reports, 500);
  },
};

const gracefulEnds: Step = {
  sentence: 'pods of the edge deleted under traffic lose no request',
  run: async (context) => {
    const edges = component(second, 'edge');
    const reports = await underTraffic(context, edgeTraffic(second.fullname), async () => {
      for (let round = 0; round < 2; round += 1) {
        const [pod] = await livePods(context, edges);
        await context.kubectl.run(['delete', 'pod', pod?.metadata.name ?? '', '--wait']);
        await settled(context, edges);
      }
    });
    return noneLost(reports, 300);
  },
};

/** Kills the first process of a container, and all that is in it; resolves when another one is ready in its place. */
async function killed(context: Context, pod: Pod | undefined, container: string): Promise<void> {
  const idOf = (of: Pod | undefined) =>
    of?.status.containerStatuses?.find(({ name }) => name === container)?.containerID?.split('//')[1];
  const before = idOf(pod);
  check(pod !== undefined && before !== undefined, `no container ${container} runs`);
  process.kill(firstProcessOf(before), 'SIGKILL');
  await waitFor(
    `another ${container} in ${pod.metadata.name}`,
    async () => {
      const now = (await context.kubectl.list('pods')).find(({ metadata }) => metadata.uid === pod.metadata.uid);
      const after = idOf(now);
      return now !== undefined && after !== before && isReady(now)
        ? there(after)
        : notYet(`ready: ${String(now && isReady(now))}`);
    },
    patience(context, 180),
  );
}

/** Says what was lost; more than was under way at that moment is too much. */
function fewLost(reports: readonly TargetReport[], atMost: number): string {
  const sum = (pick: (report: TargetReport) => number) => reports.reduce((all, report) => all + pick(report), 0);
  const [sent, answered] = [sum((report) => report.sent), sum((report) => report.answered)];
  const kinds = reports.flatMap(({ lost }) => Object.entries(lost).map(([kind, times]) => `${times} ${kind}`));
  check(sent - answered <= atMost, `${sent - answered} of ${sent} lost: ${kinds.join(', ')}`);
  return `${sent} requests, ${sent - answered} lost${kinds.length === 0 ? '' : ` (${kinds.join(', ')})`}; longest gap ${Math.max(...reports.map(({ maxGapMs }) => maxGapMs))} ms`;
}

const backendCrash: Step = {
  sentence: 'a backend that is killed hard costs no request that may be asked again',
  run: async (context) => {
    if (context.cluster.lab === undefined) return 'left out: not the lab';
    const backends = component(second, 'backend');
    // Pages are made by two services, and the frontend does not ask its backend again.
    const targets = edgeTraffic(second.fullname).filter(({ answer }) => answer === 'api');
    await settled(context, backends);
    const reports = await underTraffic(context, targets, async () => {
      for (let round = 0; round < 2; round += 1) {
        const [pod] = await livePods(context, backends);
        await killed(context, pod, 'app');
      }
    });
    return fewLost(reports, 0);
  },
};

const edgeCrash: Step = {
  sentence:
    'an edge pod that is killed hard costs no more than what was under way and what reached it before its Service knew',
  run: async (context) => {
    if (context.cluster.lab === undefined) return 'left out: not the lab';
    const edges = component(second, 'edge');
    const reports = await underTraffic(context, edgeTraffic(second.fullname), async () => {
      const [pod] = await livePods(context, edges);
      await killed(context, pod, 'nginx');
    });
    // A container that ended is not ready: its node says so at once, and the others hear of it.
    return fewLost(reports, 60);
  },
};

/** The edge and what is behind it, under fire. */
export const edgeFaults: Group = {
  name: 'edge, faults',
  needs: ['chart'],
  steps: [scaleUnderTraffic, gracefulEnds, backendCrash, edgeCrash],
};
