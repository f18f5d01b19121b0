import { sample, type Sample } from '@scaleout/health-contract';
import type { Member } from './member';
import type { Cluster } from './replicas';

/** Those that a graph should show as 0 and not as a gap. */
const STATES = ['active', 'idle', 'idle in transaction', 'idle in transaction (aborted)'];

/** The numbers of a cluster. */
export const clusterSamples = ({ members, primaries, replicas }: Cluster): Sample[] => [
  ...sample('postgres_primaries', primaries.length, {}),
  ...sample('postgres_replicas_expected', members.length - 1, {}),
  ...sample('postgres_replicas_streaming', replicas.filter(({ status }) => status === 'streaming').length, {}),
  ...replicas.flatMap(({ name: replica, lag_seconds, lag_bytes }) => [
    ...sample('replication_lag_seconds', lag_seconds ?? undefined, { replica }),
    ...sample('replication_lag_bytes', lag_bytes ?? undefined, { replica }),
  ]),
  ...members.flatMap(memberSamples),
];

function memberSamples({ name: member, seen }: Member): Sample[] {
  const up = sample('postgres_member_up', seen !== undefined, { member });
  if (seen === undefined) return up;
  const { blocks_hit: hit, blocks_read: read } = seen;
  const ratio = hit === null || read === null || hit + read === 0 ? undefined : hit / (hit + read);
  const states =
    seen.connections === null ? {} : { ...Object.fromEntries(STATES.map((state) => [state, 0])), ...seen.connections };
  return [
    ...up,
    ...sample('postgres_member_primary', !seen.in_recovery, { member }),
    ...Object.entries(states).flatMap(([state, count]) => sample('postgres_connections', count, { member, state })),
    ...sample('postgres_connections_max', seen.max_connections, { member }),
    ...sample('postgres_database_size_bytes', seen.database_size ?? undefined, { member }),
    ...sample('postgres_cache_hit_ratio', ratio, { member }),
    ...sample('postgres_transactions_total', seen.commits ?? undefined, { member, outcome: 'commit' }),
    ...sample('postgres_transactions_total', seen.rollbacks ?? undefined, { member, outcome: 'rollback' }),
    ...sample('postgres_deadlocks_total', seen.deadlocks ?? undefined, { member }),
    ...sample('postgres_lock_waits', seen.lock_waits ?? undefined, { member }),
    ...sample('postgres_oldest_transaction_seconds', seen.oldest_transaction ?? undefined, { member }),
  ];
}
