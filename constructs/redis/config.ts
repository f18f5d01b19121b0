/** The configuration of a node: what is the same for all of them, and no secret. */
import type { Param } from '../values/expr';
import { choose, div, eq, isSet, not, or, sha256, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { block } from '../values/refs';
import { eachEntry, text, when, type Lines, type Template } from '../values/template';
import type { Sizes } from './memory';
import { PATHS, REDIS_PORT, RUN_FILES } from './names';
import type { RedisSchema } from './values';

type Values = Resolved<RedisSchema>;

/** How long a node that stops waits for replicas that are behind, in seconds: the usual time, written out since the grace period has to hold it. */
export const SHUTDOWN_TIMEOUT_SECONDS = 10;

/** `redis.conf`, of both flavours. A node's own name and address are arguments of the program. */
export function redisConf(p: Values, s: Sizes): Template<string> {
  const { persistence: kept } = p;
  const yesNo = (of: Param<boolean>) => choose(of, 'yes', 'no');
  return text(
    // Made from the Secret before the start.
    `include ${RUN_FILES.secrets}`,
    `aclfile ${RUN_FILES.users}`,
    '',
    // Who may enter is said by the users: none has no password.
    'bind * -::*',
    'protected-mode no',
    ...listening(p),
    `unixsocket ${RUN_FILES.socket}`,
    'unixsocketperm 770',
    '',
    ...clustering(p),
    '# Memory',
    str`maxmemory ${s.data}mb`,
    str`maxmemory-policy ${p.maxMemoryPolicy}`,
    '',
    '# Replication',
    str`repl-backlog-size ${s.backlog}mb`,
    '# At once: a replica that comes back is not kept waiting for others to share its copy.',
    'repl-diskless-sync yes',
    'repl-diskless-sync-delay 0',
    str`client-output-buffer-limit replica ${s.replicaBuffer}mb ${div(s.replicaBuffer, 2)}mb 60`,
    'min-replicas-to-write 0',
    '',
    '# Persistence',
    `dir ${PATHS.data}`,
    str`save ${choose(isSet(kept.rdb), kept.rdb, '""')}`,
    str`appendonly ${yesNo(kept.aof)}`,
    str`appendfsync ${choose(eq(kept.fsync, 'never'), 'no', kept.fsync)}`,
    'auto-aof-rewrite-percentage 100',
    'auto-aof-rewrite-min-size 64mb',
    '# Beside an append-only file, a snapshot at the end would only make the stop longer.',
    str`shutdown-on-sigterm ${choose(or(kept.aof, not(isSet(kept.rdb))), 'nosave', 'default')}`,
    `shutdown-timeout ${SHUTDOWN_TIMEOUT_SECONDS}`,
    'notify-keyspace-events ""',
    eachEntry(p.parameters, ['name', 'value'], (name, value): Lines => str`${name} ${value}`),
  );
}

function listening({ tls }: Values): Lines[] {
  return [
    when<readonly string[]>(
      tls.enabled,
      [
        'port 0',
        `tls-port ${REDIS_PORT}`,
        `tls-cert-file ${PATHS.tls}/tls.crt`,
        `tls-key-file ${PATHS.tls}/tls.key`,
        `tls-ca-cert-file ${PATHS.tls}/ca.crt`,
        '# Clients show a password and no certificate.',
        'tls-auth-clients no',
        'tls-replication yes',
      ],
      [`port ${REDIS_PORT}`],
    ),
  ];
}

function clustering(p: Values): Lines[] {
  return [
    when<readonly Lines[]>(eq(p.mode, 'cluster'), [
      '# Cluster',
      'cluster-enabled yes',
      'cluster-config-file nodes.conf',
      str`cluster-node-timeout ${p.failover.nodeTimeoutMilliseconds}`,
      '# Shards that are well go on when one is lost.',
      'cluster-require-full-coverage no',
      '# A replica that was just restarted is better than no master.',
      'cluster-replica-validity-factor 0',
      '# Replicas stay with their shard: which pods may share a node follows from that.',
      'cluster-allow-replica-migration no',
      'cluster-allow-reads-when-down no',
      '# Clients are sent to addresses: nodes hear of a new one within moments, name servers within half a minute. Certificates need names.',
      str`cluster-preferred-endpoint-type ${choose(p.tls.enabled, 'hostname', 'ip')}`,
      when<string>(p.tls.enabled, 'tls-cluster yes'),
      '',
    ]),
  ];
}

/** A text that changes with the configuration, and so rolls out new pods; not with the number of shards and replicas. */
export function configChecksum(p: Values, version: Param<string>): Param<string> {
  const { mode, flavour, maxMemory, maxMemoryPolicy, failover, replication, persistence, parameters } = p;
  return sha256({
    ...{ version, mode, flavour, maxMemory, maxMemoryPolicy, parameters },
    ...{
      failover: block(failover),
      replication: block(replication),
      persistence: block(persistence),
      tls: block(p.tls),
    },
  });
}
