import { exec } from '../exec';
import { patience, type Context, type Group, type Step } from '../context';
import { check } from '../fail';
import { count } from '../log';
import { first, second } from '../release';
import { notYet, there, waitFor } from '../wait';

const SHARDS = [0, 1, 2] as const;
const VISITS = 12;

/** Runs a script of Node.js in the client's pod, and resolves with all that it says. The agents have memory for themselves alone. */
async function inCluster({ client, kubectl, signal }: Context, script: string): Promise<string> {
  const { stdout, stderr } = await exec(client.command('-e', script), { env: kubectl.environment, signal });
  return (stdout + stderr).trim();
}

/** What the agent that acts has to say of the cluster; the others say nothing of it. */
const STATES = (hosts: readonly string[]) =>
  `Promise.all(${JSON.stringify(hosts)}.map((host) => fetch('http://' + host + ':8181/state.json').then((r) => r.json()).catch(() => ({}))))
    .then((all) => console.log(JSON.stringify(all.map((s) => ({ isLeader: s.isLeader === true, settled: s.settled, waits: s.plan?.waits,
      refusals: s.plan?.refusals, masters: s.sight?.members.filter((m) => m.state?.peers.some((p) => p.myself && p.slots.length > 0)).map((m) => m.host) })))))`;

interface Said {
  readonly isLeader: boolean;
  readonly settled?: boolean;
  readonly waits?: readonly string[];
  readonly refusals?: readonly string[];
  readonly masters?: readonly string[];
}

const clusterIsWhole: Step = {
  sentence: 'the Redis Cluster is as wanted: all slots served, replicas linked, each master on a node of its own',
  run: (context) =>
    waitFor(
      'the agent that acts',
      async () => {
        const pods = SHARDS.flatMap((shard) => [0, 1].map((i) => `${first.fullname}-redis-${shard}-${i}`));
        const text = await inCluster(context, STATES(pods.map((pod) => `${pod}.${first.fullname}-redis-pods`)));
        if (!text.startsWith('[')) return notYet(text.slice(0, 200));
        const said = JSON.parse(text) as readonly Said[];
        const leader = said.find(({ isLeader }) => isLeader);
        if (leader === undefined) return notYet('nobody acts');
        const { settled, waits = [], refusals = [], masters = [] } = leader;
        if (settled !== true) return notYet([...refusals, ...waits].join('; '));
        check(new Set(masters).size === masters.length, `masters share a node: ${masters.join(', ')}`);
        return there(`${count(masters.length, 'master')} on ${masters.join(', ')}`);
      },
      patience(context, 120),
    ),
};

const appCounts: Step = {
  sentence: 'the backend counts in Redis, whichever pod is asked',
  run: async (context) => {
    const script = `(async () => { const seen = []; for (let i = 0; i < ${VISITS}; i += 1) { const answer = await fetch(
      'http://${first.fullname}-backend:8000/api/v1/visits', { headers: { connection: 'close' } });
      seen.push((await answer.json()).visits); } console.log(seen.join(' ')); })()`;
    const text = await inCluster(context, script);
    const seen = text.split(' ').map(Number);
    const inOrder = seen.every((visits, i) => i === 0 || visits === (seen[i - 1] ?? 0) + 1);
    check(seen.length === VISITS && inOrder, `the visits were ${text}`);
    return `${count(VISITS, 'visit')}, ${seen.at(-1) ?? ''} in all`;
  },
};

const closed: Step = {
  sentence: 'nobody enters Redis without a password, and no app administers it',
  run: async ({ kubectl }) => {
    const attempts = [
      ['redis-cli -h "$0" get a', /NOAUTH/],
      ['redis-cli -h "$0" -a wrong get a', /WRONGPASS/],
      ['redis-cli -h "$0" --user agent -a wrong config get "*"', /WRONGPASS/],
    ] as const;
    for (const [attempt, refusal] of attempts) {
      const shell = ['sh', '-c', `${attempt} 2>&1`, `${first.fullname}-redis`];
      const { stdout } = await kubectl.try(['exec', `${first.fullname}-redis-0-0`, '-c', 'redis', '--', ...shell]);
      check(refusal.test(stdout), `this was let in: ${attempt}: ${stdout}`);
    }
    return `${count(attempts.length, 'attempt')} refused`;
  },
};

const standaloneServes: Step = {
  sentence: 'a single Redis serves the backend of a small release the same way',
  run: async (context) => {
    const script = `fetch('http://${second.fullname}-backend:8000/api/v1/visits').then((r) => r.json()).then((a) => console.log(a.visits))`;
    const text = await inCluster(context, script);
    check(/^\d+$/.test(text), `the answer was ${text}`);
    return `${text} visits`;
  },
};

/** The cache of the plain manifests. */
export const cache: Group = { name: 'cache', needs: ['manifests'], steps: [clusterIsWhole, appCounts, closed] };
/** The cache of the chart. */
export const chartCache: Group = { name: 'chart-cache', needs: ['chart', 'cache'], steps: [standaloneServes] };
