/** What the edge keeps, and conversations that it lets through. */
import { ask, type Answer } from '../ask';
import type { Context, Step } from '../context';
import { whileConversing } from '../conversations';
import { check } from '../fail';
import { drainNode, openNodes } from '../faults/nodes';
import { busiestNode, livePods, settled } from '../fleet';
import { count } from '../log';
import { first, second, type Stack } from '../release';

const edgeOf = ({ fullname }: Stack): string => `https://${fullname}-edge`;
const component = ({ selector }: Stack, name: string): string => `${selector},app.kubernetes.io/component=${name}`;
const stateOf = ({ headers }: Answer): string => String(headers['x-cache-status'] ?? 'none');
const CONVERSATIONS = 6;
const CREDENTIALS: readonly Readonly<Record<string, string>>[] = [{ cookie: 'a=b' }, { authorization: 'Bearer x' }];

/** A file of the page that may be kept for ever, at an address that nobody has asked for yet. */
async function freshFile(context: Context, stack: Stack): Promise<string> {
  const [page] = await ask(context, { url: `${edgeOf(stack)}/` });
  const path = /href="(\/_next\/static\/[^"]+)"/.exec(page?.body ?? '')?.[1];
  check(path !== undefined, 'the page names no file below /_next/static/');
  return `${edgeOf(stack)}${path}?${Date.now().toString(36)}`;
}

/** Asks until every edge pod has the file; each asks the frontend for it once. */
async function kept(context: Context, stack: Stack, url: string): Promise<readonly string[]> {
  const pods = (await livePods(context, component(stack, 'edge'))).length;
  const answers = await ask(context, { url, times: 10 * pods });
  const wrong = answers.filter(
    ({ status, headers }) => status !== 200 || !/immutable/.test(String(headers['cache-control'])),
  );
  check(wrong.length === 0, `${wrong.length} of ${answers.length} answers were ${JSON.stringify(wrong[0])}`);
  const states = answers.map(stateOf);
  const misses = states.filter((state) => state === 'MISS').length;
  check(states[0] === 'MISS' && misses <= pods, `of ${pods} pods: ${states.join(' ')}`);
  check(states.filter((state) => state === 'HIT').length === states.length - misses, states.join(' '));
  return states;
}

export const staticIsKept: Step = {
  sentence: 'a file that never changes is asked for once by each edge pod, and is the same for who has a cookie',
  run: async (context) => {
    const url = await freshFile(context, first);
    const states = await kept(context, first, url);
    const [open] = await ask(context, { url });
    for (const headers of CREDENTIALS) {
      const [known] = await ask(context, { url, headers });
      check(
        known?.body === open?.body && /HIT|MISS/.test(known === undefined ? '' : stateOf(known)),
        JSON.stringify(known),
      );
    }
    return `${count(states.filter((state) => state === 'MISS').length, 'miss', 'misses')}, then hits`;
  },
};

/** The second release has been told to let credentials pass by the cache. */
export const credentialsBypass: Step = {
  sentence:
    'where credentials bypass the cache, who brings them is answered by the app, and nobody gets that answer after',
  run: async (context) => {
    const url = await freshFile(context, second);
    for (const headers of CREDENTIALS) {
      const [answer] = await ask(context, { url, headers });
      check(answer?.status === 200 && stateOf(answer) === 'BYPASS', `it was ${JSON.stringify(answer)}`);
    }
    await kept(context, second, url);
    return 'BYPASS with a cookie, BYPASS with Authorization, then a miss';
  },
};

export const keptWithoutFrontend: Step = {
  sentence: 'files that are kept are sent while no frontend pod is there',
  run: async (context) => {
    const url = await freshFile(context, second);
    await kept(context, second, url);
    const deployment = `deployment/${second.fullname}-frontend`;
    const frontends = component(second, 'frontend');
    const seen: string[] = [];
    try {
      await context.kubectl.run(['scale', deployment, '--replicas=0']);
      await context.kubectl.run(['wait', 'pod', '--for=delete', '--selector', frontends, '--timeout=120s'], {
        seconds: 130,
      });
      const [page] = await ask(context, { url: `${edgeOf(second)}/` });
      check((page?.status ?? 0) >= 500, `without a frontend the page is answered with ${page?.status ?? '?'}`);
      const answers = await ask(context, { url, times: 10 });
      const bad = answers.filter((answer) => answer.status !== 200 || !/HIT|STALE/.test(stateOf(answer)));
      check(bad.length === 0, `${bad.length} of ${answers.length} were ${JSON.stringify(bad[0])}`);
      seen.push(`page ${page?.status ?? '?'}`, `file ${answers.map(stateOf).join(' ')}`);
    } finally {
      await context.kubectl.run(['scale', deployment, '--replicas=2']);
    }
    await settled(context, frontends);
    return seen.join(', ');
  },
};

/** Holds conversations through the edge while `action` runs; each that ends has to come again at once. Says what was seen. */
async function conversing(
  context: Context,
  what: string,
  action: () => Promise<void>,
): Promise<{ readonly ends: Readonly<Record<string, number>>; readonly ended: number; readonly line: string }> {
  const url = `${edgeOf(second).replace('https:', 'wss:')}/api/v1/echo`;
  const { ends, pods, failures, echoes, longestGapMs } = await whileConversing(context, url, CONVERSATIONS, action);
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, each) => all + each, 0);
  const ended = sum(ends);
  const told = Object.entries(ends).map(([code, times]) => `${times} with ${code}`);
  const line = `${what}: ${told.join(', ')}; back after ${longestGapMs} ms at most; ${echoes} echoes`;
  context.log.say(`  ${line}`);
  check(failures.length === 0, `${what}: ${failures.length} attempts failed, first ${failures[0] ?? ''}`);
  const anew = sum(pods) - CONVERSATIONS;
  check(anew === ended, `${what}: ${ended} ended, and ${anew} began anew`);
  return { ends, ended, line };
}

export const conversationsComeAgain: Step = {
  sentence:
    'WebSockets are told to come again (1001) by a backend that goes, and come at once, also when the edge itself goes',
  run: async (context) => {
    const seen: string[] = [];
    for (const part of ['backend', 'edge'] as const) {
      const { ends, ended, line } = await conversing(context, part, async () => {
        // Each of its pods is replaced.
        await second.upgrade(context, `${part}.podAnnotations.e2e=conversations`);
        await settled(context, component(second, part), 600);
      });
      check(ended >= CONVERSATIONS, `${part}: only ${ended} of ${CONVERSATIONS} conversations ended`);
      check(part === 'edge' || Object.keys(ends).join() === '1001', line);
      seen.push(line);
    }
    return seen.join('; ');
  },
};

export const conversationsOutliveANode: Step = {
  sentence: 'a node drained with conversations open takes them to other pods at once',
  run: async (context) => {
    // A drain moves everybody's pods: only a cluster that is ours alone is drained.
    if (context.cluster.lab === undefined) return 'left out: not the lab';
    const between = `${second.selector},app.kubernetes.io/component in (backend, edge)`;
    const node = await busiestNode(context, between);
    try {
      const { ended, line } = await conversing(context, 'drain', async () => {
        await drainNode(context.kubectl, node);
        await settled(context, between, 600);
      });
      check(ended > 0, `no conversation came by a pod of ${node}`);
      return line;
    } finally {
      await openNodes(context.kubectl);
    }
  },
};
