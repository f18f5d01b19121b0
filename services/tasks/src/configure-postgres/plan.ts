/** What to do next about members that wait for a restart: a decision without effects. */
import type { Member, Reasons } from './patroni';

export type Step =
  | { readonly do: 'nothing' }
  | { readonly do: 'wait'; readonly why: string }
  | { readonly do: 'restart'; readonly member: Member; readonly why: string }
  | { readonly do: 'switchover'; readonly leader: Member; readonly candidate: Member; readonly why: string }
  | { readonly do: 'give up'; readonly why: string };

export interface View {
  readonly members: readonly Member[];
  /** How many there should be. */
  readonly expected: number;
  /** Why the leader waits. */
  readonly leaderReasons: Reasons;
  /** Members that were restarted by this task already. */
  readonly restarted: ReadonlySet<string>;
}

/** Parameters of which a replica must have at least as much as its primary (PostgreSQL documentation, hot standby). */
const HOT_STANDBY = new Set([
  'max_connections',
  'max_locks_per_transaction',
  'max_prepared_transactions',
  'max_wal_senders',
  'max_worker_processes',
]);

const isLeader = ({ role }: Member): boolean => role === 'leader' || role === 'standby_leader';
const isWell = (member: Member): boolean =>
  isLeader(member) ? member.state === 'running' : member.state === 'streaming';

/** The next step. One at a time, and none while a member is away: its place may be needed. */
export function nextStep({ members, expected, leaderReasons, restarted }: View): Step {
  const leader = members.find(isLeader);
  if (leader === undefined) return { do: 'wait', why: 'there is no leader' };
  const unwell = members.filter((member) => !isWell(member));
  if (members.length < expected) return { do: 'wait', why: `${members.length} of ${expected} members are there` };
  if (unwell.length > 0) {
    return { do: 'wait', why: unwell.map(({ name, state }) => `${name} is ${state}`).join(', ') };
  }
  const pending = members.filter(({ pendingRestart }) => pendingRestart);
  if (pending.length === 0) return { do: 'nothing' };
  const replicas = members.filter((member) => member !== leader);

  // The primary goes first when it gives something up: a replica may not have less than its primary.
  if (pending.includes(leader) && givesUp(leaderReasons))
    return inPlace(leader, restarted, 'it takes less than before');
  const [replica] = pending.filter((member) => member !== leader);
  if (replica !== undefined) {
    return restarted.has(replica.name)
      ? { do: 'give up', why: `${replica.name} still waits for a restart after one` }
      : { do: 'restart', member: replica, why: 'replicas first' };
  }
  // Its Postgres starts anew on the way to being a replica.
  const candidate = bestOf(replicas);
  if (candidate === undefined) return inPlace(leader, restarted, 'no replica can take over');
  if (restarted.has(leader.name)) return { do: 'give up', why: `${leader.name} still waits for a restart after one` };
  return { do: 'switchover', leader, candidate, why: 'the leader last' };
}

function inPlace(leader: Member, restarted: ReadonlySet<string>, why: string): Step {
  return restarted.has(leader.name)
    ? { do: 'give up', why: `${leader.name} still waits for a restart after one` }
    : { do: 'restart', member: leader, why };
}

function givesUp(reasons: Reasons): boolean {
  return Object.entries(reasons).some(
    ([name, { old_value: before, new_value: after }]) => HOT_STANDBY.has(name) && Number(after) < Number(before),
  );
}

/** A synchronous one if there is one, as it has every commit; of these the one that is preferred. */
function bestOf(replicas: readonly Member[]): Member | undefined {
  const candidates = replicas.filter(({ priority }) => priority > 0);
  const synchronous = candidates.filter(({ role }) => role === 'sync_standby' || role === 'quorum_standby');
  return [...(synchronous.length > 0 ? synchronous : candidates)].sort((a, b) => b.priority - a.priority)[0];
}
