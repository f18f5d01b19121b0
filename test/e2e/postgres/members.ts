import { patience, type Context } from '../context';
import { check } from '../fail';
import { memberOf, type MemberPod } from '../faults/member';
import { isReady, type Pod } from '../objects';
import { notYet, there, waitFor } from '../wait';
import { names } from './stack';

const CONTAINER = 'postgres';

export async function members(context: Context): Promise<readonly MemberPod[]> {
  return (await context.kubectl.list('pods', names.members)).map((pod) => memberOf(pod, CONTAINER));
}

/** The leader by Patroni's own lock. */
export async function leader(context: Context): Promise<MemberPod> {
  const lock = ['get', 'endpoints', names.leader, '--output', 'jsonpath={.metadata.annotations.leader}'];
  const name = (await context.kubectl.run(lock)).stdout.trim();
  const found = (await members(context)).find((member) => member.name === name);
  check(found !== undefined, `the lock is held by ${name === '' ? 'nobody' : name}, which is no pod`);
  return found;
}

/** Runs a shell script in a member. */
export async function inMember({ kubectl }: Context, pod: string, script: string): Promise<string> {
  return (await kubectl.run(['exec', pod, '--container', CONTAINER, '--', 'sh', '-c', script])).stdout;
}

/** Hands the leadership over, as an operator would. */
export async function switchover(context: Context, from: string, to: string): Promise<void> {
  const patronictl = 'patronictl -c /run/postgresql/patroni.yml';
  await inMember(context, to, `${patronictl} switchover --leader ${from} --candidate ${to} --force`);
}

/** Waits until all pods of the stack are ready, with that many members. */
export async function podsAreReady(context: Context, count: number, seconds: number): Promise<void> {
  await waitFor(
    'the pods',
    async () => {
      const pods = (await context.kubectl.list('pods', names.all)).filter(({ status }) => status.phase !== 'Succeeded');
      const own = pods.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'postgres');
      const unready = pods.filter((pod) => !isReady(pod) && !ofJob(pod));
      const those = unready.map(({ metadata }) => metadata.name).join(', ');
      const there_ = own.filter((pod) => !ofJob(pod)).length;
      if (there_ !== count) return notYet(`${there_} of ${count} members`);
      return unready.length === 0 ? there(undefined) : notYet(`not ready: ${those}`);
    },
    patience(context, seconds),
  );
}

const ofJob = ({ metadata }: Pod): boolean => metadata.ownerReferences?.some(({ kind }) => kind === 'Job') ?? false;
