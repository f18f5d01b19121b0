/** The question that only a stack answers of which every part works. */
import { randomUUID } from 'node:crypto';
import { ask, type Answer, type Question } from '../ask';
import { patience, type Context, type Group, type Step } from '../context';
import { check } from '../fail';
import { livePods } from '../fleet';
import { first } from '../release';
import { notYet, there, waitFor } from '../wait';

const edge = `https://${first.fullname}-edge`;
const MOST_REQUESTS = 40;

/** An answer of the demo's API, as far as it is looked at. */
interface Told {
  readonly pod: string;
  readonly database: { readonly server: string; readonly inRecovery: boolean; readonly behindSeconds: number | null };
  readonly note: { readonly id: string; readonly text: string };
  readonly name: string;
  readonly requests: number;
  readonly pods: Readonly<Record<string, number>>;
  readonly cache: string;
  readonly madeAt: string;
  readonly count: number;
}

async function told(context: Context, path: string, question: Omit<Question, 'url'> = {}) {
  const [answer] = await ask(context, { url: `${edge}${path}`, ...question });
  check(answer !== undefined, `${path} is not answered`);
  const { status, body } = answer;
  return { answer, status, json: JSON.parse(body) as Told };
}

const cookieOf = ({ headers }: Answer): string => [headers['set-cookie'] ?? ''].flat()[0]?.split(';', 1)[0] ?? '';

/** The addresses of Postgres' pods: a server that is none of them is not of this stack. */
async function membersOf(context: Context): Promise<ReadonlySet<string>> {
  const pods = await livePods(context, `${first.selector},app.kubernetes.io/component=postgres`);
  return new Set(pods.map(({ status }) => status.podIP ?? ''));
}

const notesTravel: Step = {
  sentence: 'a note that is sent through the edge is acknowledged by the primary, and read from a replica',
  run: async (context) => {
    const members = await membersOf(context);
    const json = { id: randomUUID(), text: 'from end to end' };
    const written = await told(context, '/api/v1/notes', { method: 'POST', json });
    check(written.status === 201, `it is answered with ${written.status}: ${written.answer.body}`);
    const leader = written.json.database;
    check(!leader.inRecovery && members.has(leader.server), `acknowledged by ${written.answer.body}`);
    const again = await told(context, '/api/v1/notes', { method: 'POST', json });
    check(again.status === 200, `the same again is answered with ${again.status}`);

    const read = await waitFor(
      'the note on a replica',
      async () => {
        const { status, json: seen } = await told(context, `/api/v1/notes/${json.id}`);
        return status === 200 ? there(seen) : notYet(`${status}`);
      },
      patience(context, 30),
    );
    const replica = read.database;
    check(read.note.text === json.text, `the note is now ${JSON.stringify(read.note)}`);
    check(
      replica.inRecovery && members.has(replica.server) && replica.server !== leader.server,
      `written on ${leader.server}, read from ${JSON.stringify(replica)}`,
    );
    return `written on ${leader.server}, read from ${replica.server}, ${replica.behindSeconds ?? '?'} s behind`;
  },
};

/** Begins a session, and goes on with it until two pods have seen it. */
async function sessionOverPods(context: Context): Promise<{ cookie: string; last: Told }> {
  const begun = await told(context, '/api/v1/session', { method: 'POST', json: { name: 'e2e' } });
  check(begun.status === 201, `a session is answered with ${begun.status}: ${begun.answer.body}`);
  const cookie = cookieOf(begun.answer);
  let last = begun.json;
  for (let asked = 1; Object.keys(last.pods).length < 2; asked += 1) {
    check(asked < MOST_REQUESTS, `only ${Object.keys(last.pods).join()} answered ${asked} requests`);
    const { status, json, answer } = await told(context, '/api/v1/session', { headers: { cookie } });
    check(status === 200, `request ${asked} of the session is answered with ${status}: ${answer.body}`);
    check(json.requests === asked + 1, `after ${asked + 1} requests ${json.requests} are counted`);
    last = json;
  }
  return { cookie, last };
}

const sessionsTravel: Step = {
  sentence: 'a session that one pod began is gone on with by another, and no request of it is forgotten',
  run: async (context) => {
    const { cookie, last } = await sessionOverPods(context);
    await ask(context, { url: `${edge}/api/v1/session`, method: 'DELETE', headers: { cookie } });
    const { status } = await told(context, '/api/v1/session', { headers: { cookie } });
    check(status === 404, `after its end it is answered with ${status}`);
    return `${last.requests} requests, ${Object.entries(last.pods)
      .map(([pod, times]) => `${times} at ${pod}`)
      .join(', ')}`;
  },
};

const summaryIsKept: Step = {
  sentence: 'a summary is made from a replica once, and then comes from Redis',
  run: async (context) => {
    const made = await waitFor(
      'a summary that is made anew',
      async () => {
        const { json } = await told(context, '/api/v1/summary');
        return json.cache === 'miss' ? there(json) : notYet(json.cache);
      },
      patience(context, 30),
    );
    const { json: kept } = await told(context, '/api/v1/summary');
    check(kept.cache === 'hit' && kept.madeAt === made.madeAt, `the next one was ${JSON.stringify(kept)}`);
    check(made.count > 0 && made.database.inRecovery, `it was made as ${JSON.stringify(made)}`);
    return `miss, then hit; ${made.count} notes`;
  },
};

const pageShowsAll: Step = {
  sentence: 'the page names the pods, the primary, a replica, Redis and the session that answered',
  run: async (context) => {
    const members = await membersOf(context);
    const apps = await livePods(context, `${first.selector},app.kubernetes.io/component in (backend,frontend)`);
    const names = new Set(apps.map(({ metadata }) => metadata.name));
    const { cookie } = await sessionOverPods(context);
    const [page] = await ask(context, { url: `${edge}/stack`, headers: { cookie } });
    const fields = [...(page?.body ?? '').matchAll(/class="pod">([^<]*)</g)].map((match) => match[1] ?? '');
    const [web = '', api = '', leader = '', replica = '', redis, session] = fields;
    check(names.has(web) && names.has(api), `the pods are '${web}' and '${api}'`);
    check(members.has(leader) && members.has(replica) && leader !== replica, `servers are ${leader} and ${replica}`);
    check(redis === 'Answered' && session === 'e2e', `Redis: ${String(redis)}; session: ${String(session)}`);
    return fields.join(' > ');
  },
};

/** Every part of the plain manifests, asked through the edge. */
export const whole: Group = {
  name: 'whole',
  needs: ['database', 'cache'],
  steps: [notesTravel, sessionsTravel, summaryIsKept, pageShowsAll],
};
