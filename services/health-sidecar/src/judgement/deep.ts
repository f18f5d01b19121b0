/** All that is known, for people and monitors with the token. No balancer asks here, so that it need not be kind. */
import type { DeepAnswer, ReplicationAnswer } from '@scaleout/health-contract';
import type { Snapshot } from '../snapshot';
import { factsOf, numberOf, replicasOf } from './facts';
import { httpStatusOf, worstOf, type Judged } from './worst';

/**
 * Every component with its facts. The status is the worst of all, and a database that is away makes it `down` though the pods stay in
 * service: whether to send traffic here is what readiness says; whether users are served is what this says.
 */
export function deep(snapshots: readonly Snapshot[], now: Date): Judged<DeepAnswer> {
  const status = worstOf(snapshots.map((each) => each.status));
  const components = Object.fromEntries(snapshots.map((each) => [each.name, componentOf(each)]));
  return {
    status: httpStatusOf(status),
    body: { status, checked_at: now.toISOString(), components: components },
  };
}

const componentOf = ({ name, status, reason, ageSeconds, reading }: Snapshot) => ({
  ...factsOf(name, reading?.facts),
  status,
  reason,
  age_seconds: rounded(ageSeconds),
});

/** The replicas of the database, from the component of that name; undefined when it is not watched here. */
export function replication(snapshots: readonly Snapshot[]): Judged<ReplicationAnswer> | undefined {
  const snapshot = snapshots.find(({ name }) => name === 'replication');
  if (snapshot === undefined) return undefined;
  const { status, reason, ageSeconds, reading } = snapshot;
  const facts = reading?.facts ?? {};
  const primary = facts['primary'];
  return {
    status: httpStatusOf(status),
    body: {
      status,
      reason,
      age_seconds: rounded(ageSeconds),
      primary: typeof primary === 'string' ? primary : null,
      expected_replicas: numberOf(facts['expected_replicas']),
      replicas: replicasOf(facts['replicas']),
    },
  };
}

const rounded = (seconds: number | undefined): number | null =>
  seconds === undefined ? null : Math.round(seconds * 1000) / 1000;
