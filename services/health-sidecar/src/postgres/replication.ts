/** Every member of a Postgres cluster: who takes writes, and how far behind the others are. */
import { isIP } from 'node:net';
import { sample } from '@scaleout/health-contract';
import type { Collector } from '../collector';
import type { Configuration } from '../configuration';
import { Trouble } from '../trouble';
import { connect, type Connect } from './connection';
import { Marks } from './lag';
import { askMember, type Member } from './member';
import { clusterSamples } from './member-samples';
import { clusterOf, healthOf, primariesOf, type Cluster } from './replicas';

/** Of the time of a run: what a silent member may take of it. */
const SHARE = 0.8;

/** By what a member is called in answers and metrics, and what it calls itself to its primary: the first word of its host name. */
export const memberName = (host: string): string => (isIP(host) === 0 ? (host.split('.', 1)[0] ?? host) : host);

/** @param timeoutSeconds what a run may take; each member gets 80 % of it */
export function replicationCollector(
  config: NonNullable<Configuration['replication']>,
  timeoutSeconds = 2,
  open: Connect = connect,
): Collector {
  const { members, maxLagSeconds, name: database, ...rest } = config;
  const memberMs = timeoutSeconds * 1000 * SHARE;
  const trouble = new Trouble();
  const askers = members.map((host) => ({
    name: memberName(host),
    asker: open({ ...rest, host, database, statementTimeoutMs: memberMs }, trouble.tell),
  }));
  const marks = new Marks();
  return {
    name: 'replication',
    scope: 'shared',
    schedule: { timeoutSeconds },
    whenFailed: {
      facts: { primary: null, expected_replicas: members.length - 1, replicas: {} },
      samples: sample('postgres_replicas_expected', members.length - 1, {}),
    },
    onTrouble: trouble.listen,
    collect: async (signal) => {
      const seen = await Promise.all(askers.map(({ name, asker }) => askMember(name, asker, signal, memberMs)));
      const cluster = clusterOf(seen, marksOf(seen, marks), maxLagSeconds);
      return { ...healthOf(cluster), facts: factsOf(cluster), samples: clusterSamples(cluster) };
    },
    close: () => {
      for (const { asker } of askers) asker.drop();
    },
  };
}

function marksOf(members: readonly Member[], marks: Marks) {
  const [primary, ...more] = primariesOf(members);
  const lsn = primary?.seen.current_lsn ?? null;
  if (primary === undefined || more.length > 0 || lsn === null) return [];
  return marks.add(primary.name, { at: performance.now() / 1000, lsn });
}

const factsOf = ({ members, primary, replicas }: Cluster) => ({
  primary: primary ?? null,
  expected_replicas: members.length - 1,
  replicas: Object.fromEntries(replicas.map(({ name, ...facts }) => [name, facts])),
  members: Object.fromEntries(members.map((each) => [each.name, memberFacts(each)])),
});

function memberFacts(member: Member) {
  if (member.seen === undefined) return { role: null, latency_ms: null, reason: member.reason };
  return {
    role: member.seen.in_recovery ? 'replica' : 'primary',
    latency_ms: Math.round(member.latencySeconds * 1e5) / 100,
    reason: null,
  };
}
