import { patience, type Group, type Step } from '../context';
import { check } from '../fail';
import { count } from '../log';
import { manifestsFolder } from '../manifests';
import { isReady } from '../objects';
import { asApp, inMember } from '../psql';
import { first, second } from '../release';
import { notYet, there, waitFor } from '../wait';

const membersStream: Step = {
  sentence: 'Postgres has one leader, and every other member streams from it',
  run: (context) =>
    waitFor(
      'the members',
      async () => {
        const text = await inMember(context, first, 'patronictl list -f json 2>/dev/null');
        const members = JSON.parse(text) as readonly { Role: string; State: string }[];
        const states = members.map(({ Role, State }) => `${Role} ${State}`).join(', ');
        const leaders = members.filter(({ Role, State }) => Role === 'Leader' && State === 'running');
        const streaming = members.filter(({ State }) => State === 'streaming');
        return leaders.length === 1 && streaming.length === 2 ? there(states) : notYet(states);
      },
      patience(context, 120),
    ),
};

const poolerWrites: Step = {
  sentence: "the application's user writes through the pooler and reads it from a replica",
  run: async (context) => {
    const { fullname } = first;
    const create = 'CREATE TABLE e2e_smoke AS SELECT 42 AS answer';
    await inMember(context, first, asApp(`${fullname}-pooler`, 6432, create));
    const query = "SELECT answer || ' ' || pg_is_in_recovery() FROM e2e_smoke";
    return waitFor(
      'the replica',
      async () => {
        const seen = await inMember(context, first, asApp(`${fullname}-pooler-replicas`, 6432, query));
        return seen === '42 true' ? there('42, from a replica') : notYet(seen);
      },
      patience(context, 30),
    );
  },
};

const closed: Step = {
  sentence: 'nobody enters Postgres without a password, and no app without the right one',
  run: async (context) => {
    const { fullname } = first;
    const attempts = [
      `psql -w -Atqc 'SELECT 1' 'host=${fullname}-postgres dbname=app user=postgres'`,
      `PGPASSWORD=wrong psql -Atqc 'SELECT 1' 'host=${fullname}-postgres dbname=app user=app'`,
      `PGPASSWORD=wrong psql -Atqc 'SELECT 1' 'host=${fullname}-pooler port=6432 dbname=app user=app'`,
    ];
    for (const attempt of attempts) {
      const seen = await inMember(context, first, attempt);
      check(/FATAL|fe_sendauth/.test(seen), `this was let in: ${attempt}: ${seen}`);
    }
    return `${count(attempts.length, 'attempt')} refused`;
  },
};

const passwordsStay: Step = {
  sentence: 'the passwords survive another apply, and are in no log of the Job that made them',
  run: async (context) => {
    const { kubectl } = context;
    const [before] = await kubectl.secretOf(`${first.fullname}-postgres`);
    await kubectl.run(['apply', '--server-side', '--filename', manifestsFolder(context)]);
    // The Job that makes them is made anew, and has to leave them alone.
    await kubectl.run(['delete', 'job', '--selector', `${first.selector},app.kubernetes.io/component=secrets`]);
    await kubectl.run(['apply', '--server-side', '--filename', manifestsFolder(context)]);
    const pod = await waitFor(
      'the second run of the Job',
      async () => {
        const pods = await kubectl.list('pods', `${first.selector},app.kubernetes.io/component=secrets`);
        const done = pods.find(({ status }) => status.phase === 'Succeeded');
        return done === undefined ? notYet(pods.map(({ status }) => status.phase).join(', ')) : there(done);
      },
      patience(context, 120),
    );
    const [after, passwords] = await kubectl.secretOf(`${first.fullname}-postgres`);
    check(before === after, 'the Secret was written again');
    const { stdout: log } = await kubectl.run(['logs', pod.metadata.name]);
    check(!passwords.some((password) => log.includes(password)), 'a password is in the log');
    return `${count(passwords.length, 'password')} as before`;
  },
};

/** Values that contradict what is installed, or themselves. */
const refused: readonly (readonly [values: string, word: string])[] = [
  ['postgres.replicas=0', 'replicas'],
  ['postgres.durability=zero-loss', 'SCALE-POSTGRES-001'],
  ['pooler.enabled=false,postgres.maxConnections=20', 'SCALE-POSTGRES-002'],
  ['postgres.storage.size=1Gi', 'SCALE-POSTGRES-010'],
  ['postgres.storage.wal.enabled=true', 'SCALE-POSTGRES-011'],
];

const wrongIsRefused: Step = {
  sentence:
    'no replicas, a promise without a replica, too few connections and a smaller volume are refused at an upgrade',
  run: async (context) => {
    for (const [value, word] of refused) {
      const { code, stderr } = await second.tryUpgrade(context, value);
      check(code !== 0, `helm took ${value}`);
      check(stderr.includes(word), `the refusal of ${value} does not say ${word}:\n${stderr}`);
      const line = stderr.split('\n').find((part) => part.includes(word)) ?? '';
      context.log.say(`  ${value}: ${line.trim()}`);
    }
    return count(refused.length, 'refusal');
  },
};

const secondIsAlone: Step = {
  sentence: 'one member alone is ready too',
  run: async ({ kubectl }) => {
    const pods = await kubectl.list('pods', `${second.selector},app.kubernetes.io/component=postgres`);
    const running = pods.filter(({ status }) => status.phase === 'Running');
    check(running.length === 1 && running.every(isReady), `${running.length} members`);
    return '1 member';
  },
};

/** The database of the plain manifests. */
export const database: Group = {
  name: 'database',
  needs: ['manifests'],
  steps: [membersStream, poolerWrites, closed, passwordsStay],
};
/** The database of the chart. */
export const chartDatabase: Group = {
  name: 'chart-database',
  needs: ['chart'],
  steps: [secondIsAlone, wrongIsRefused],
};
