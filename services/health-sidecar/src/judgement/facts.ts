/** The facts of components whose form is promised: it holds with nulls when there is no reading, and whatever a reading is like. */
import { replicaAnswer, type ReplicaAnswer } from '@scaleout/health-contract';

export type Facts = Readonly<Record<string, unknown>>;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
export const numberOf = (value: unknown): number | null => (isNumber(value) ? value : null);
const notNegative = (value: unknown): number | null => (isNumber(value) && value >= 0 ? value : null);
const numbersOf = (value: unknown): number[] => (Array.isArray(value) ? value.filter(isNumber) : []);
const isRecord = (value: unknown): value is Facts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const REPLICA_STATUSES: readonly unknown[] = replicaAnswer.shape.status.options;

const replicaOf = (value: unknown): ReplicaAnswer => {
  const facts = isRecord(value) ? value : {};
  return {
    ...facts,
    status: REPLICA_STATUSES.includes(facts['status']) ? (facts['status'] as ReplicaAnswer['status']) : 'unknown',
    lag_seconds: numberOf(facts['lag_seconds']),
    lag_bytes: numberOf(facts['lag_bytes']),
  };
};

export const replicasOf = (value: unknown): Record<string, ReplicaAnswer> =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, replica]) => [name, replicaOf(replica)])) : {};

/** By component and fact: what is there always, and in which form. */
const PROMISED: Readonly<Record<string, Readonly<Record<string, (value: unknown) => unknown>>>> = {
  database: { latency_ms: notNegative, pool_size: numberOf, checked_out: numberOf },
  redis: { latency_ms: notNegative, hit_ratio: numberOf },
  replication: { replicas: replicasOf },
  system: { cpu_percent: numberOf, memory_percent: numberOf, load_average: numbersOf },
};

/** The facts of a component as they are shown. */
export function factsOf(component: string, facts: Facts = {}): Record<string, unknown> {
  const promised = Object.hasOwn(PROMISED, component) ? PROMISED[component] : undefined;
  const rules = { ...('latency_ms' in facts ? { latency_ms: notNegative } : {}), ...promised };
  return {
    ...facts,
    ...Object.fromEntries(Object.entries(rules).map(([fact, formed]) => [fact, formed(facts[fact])])),
  };
}
