/** What is said of the replicas, of what all members tell: from both ends, as either may not know that the other is gone. Nothing is asked here. */
import type { ReplicaAnswer } from '@scaleout/health-contract';
import type { Reading } from '../collector';
import { secondsBehind, type Mark } from './lag';
import type { Member, Seen, Sender } from './member';

/** A replica, and why it is not as it should be. */
export type Replica = ReplicaAnswer & {
  readonly name: string;
  readonly reason: string | null;
};

/** What is known of a cluster. */
export interface Cluster {
  readonly members: readonly Member[];
  /** The one that takes writes, if it is one. */
  readonly primary: string | undefined;
  /** All that take writes. */
  readonly primaries: readonly string[];
  readonly replicas: readonly Replica[];
}

/** Whoever takes writes is a primary, whatever it is meant to be. */
export const primariesOf = (members: readonly Member[]): (Member & { readonly seen: Seen })[] =>
  members.filter((each): each is Member & { readonly seen: Seen } => each.seen?.in_recovery === false);

/** @param marks the ends of the primary's log, that of now included; none without a primary */
export function clusterOf(members: readonly Member[], marks: readonly Mark[], maxLagSeconds: number): Cluster {
  const primaries = primariesOf(members);
  const primary = primaries.length === 1 ? primaries[0] : undefined;
  const names = primaries.map(({ name }) => name);
  const replicas = members
    .filter(({ name }) => !names.includes(name))
    .map((member) => replicaOf(member, members, primary?.seen, marks, maxLagSeconds));
  return { members, primary: primary?.name, primaries: names, replicas };
}

function replicaOf(
  member: Member,
  members: readonly Member[],
  primary: Seen | undefined,
  marks: readonly Mark[],
  maxLagSeconds: number,
): Replica {
  const { name } = member;
  if (member.seen === undefined) {
    const status = member.kind === 'away' ? 'missing' : 'unknown';
    return { name, ...NOT_KNOWN, status, reason: member.reason };
  }
  const { seen } = member;
  const sender = senderOf(name, members, primary);
  const lag = lagOf(seen, sender, primary, marks);
  return {
    name,
    ...verdictOf(seen, sender, primary, lag, maxLagSeconds),
    ...lag,
    // What would be lost if the primary were lost for good.
    unreceived_bytes: bytesBetween(seen.receive_lsn, primary?.current_lsn),
    sync_state: sender?.sync_state ?? null,
    last_message_age_seconds: seen.receiver?.last_message_age ?? null,
    replay_paused: seen.replay_paused,
  };
}

const NOT_KNOWN = {
  lag_seconds: null,
  lag_bytes: null,
  unreceived_bytes: null,
  sync_state: null,
  last_message_age_seconds: null,
  replay_paused: null,
} as const;

/** Whoever sends to a replica: the primary, or another replica that passes the log on. */
function senderOf(name: string, members: readonly Member[], primary: Seen | undefined): Sender | undefined {
  const others = members.flatMap(({ seen }) => (seen === undefined || seen === primary ? [] : seen.senders));
  return [...(primary?.senders ?? []), ...others].find((each) => each.name === name);
}

type Lag = Pick<ReplicaAnswer, 'lag_seconds' | 'lag_bytes'>;

function lagOf(seen: Seen, sender: Sender | undefined, primary: Seen | undefined, marks: readonly Mark[]): Lag {
  const replayed = seen.replay_lsn ?? sender?.replay_lsn ?? null;
  const lag_bytes = bytesBetween(replayed, primary?.current_lsn);
  if (lag_bytes === null) return { lag_seconds: null, lag_bytes: null };
  const replayLag = sender?.replay_lag ?? null;
  const lag_seconds = lag_bytes === 0 ? 0 : secondsBehind({ replayed, replayAge: seen.replay_age, replayLag, marks });
  return { lag_seconds, lag_bytes };
}

/** Both are asked at the same time, and so the replica may be ahead of what its primary has said. */
function bytesBetween(position: number | null, end: number | null | undefined): number | null {
  return position === null || end === null || end === undefined ? null : Math.max(0, end - position);
}

type Verdict = Pick<Replica, 'status' | 'reason'>;

/** The first row that holds. What is not known never gives the last. */
function verdictOf(
  { receiver }: Seen,
  sender: Sender | undefined,
  primary: Seen | undefined,
  { lag_seconds: seconds }: Lag,
  maxLagSeconds: number,
): Verdict {
  const rows: readonly (readonly [holds: boolean, status: Replica['status'], reason: string | null])[] = [
    [receiver === null, 'disconnected', 'it receives nothing'],
    [receiver?.status === null, 'unknown', 'the role may not see what it receives'],
    [receiver?.status !== 'streaming', 'disconnected', 'it waits to receive'],
    [primary === undefined, 'unknown', 'there is no primary to compare it with'],
    [sender === undefined, 'disconnected', 'nobody sends to it'],
    [sender?.state === 'catchup', 'catching_up', 'it catches up'],
    [sender?.state === null, 'unknown', 'the role may not see what is sent to it'],
    [sender?.state !== 'streaming', 'disconnected', 'the primary does not send to it yet'],
    [seconds === null, 'unknown', 'how far it is behind is not known'],
    [(seconds ?? 0) > maxLagSeconds, 'lagging', `it is more than ${maxLagSeconds} s behind`],
  ];
  const [, status, reason] = rows.find(([holds]) => holds) ?? [true, 'streaming' as const, null];
  return { status, reason };
}

/** The status of the whole, and why. */
export function healthOf({ members, primaries, replicas }: Cluster): Pick<Reading, 'status' | 'reason'> {
  if (primaries.length > 1) return { status: 'down', reason: `several take writes: ${primaries.join(', ')}` };
  if (primaries.length === 0) {
    const silent = members.flatMap((each) => (each.seen === undefined ? [`${each.name}: ${each.reason}`] : []));
    return { status: 'down', reason: ['no member takes writes', ...silent].join('; ') };
  }
  const faults = replicas.filter(({ status }) => status !== 'streaming');
  if (faults.length === 0) return { status: 'ok' };
  const words = faults.map(({ name, status, reason }) => `${name} is ${status.replace('_', ' ')}: ${String(reason)}`);
  return { status: 'degraded', reason: words.join('; ') };
}
