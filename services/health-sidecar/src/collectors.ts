/** Everything that is looked at: what the configuration names, and the sidecar itself. */
import type { Collector } from './collector';
import type { Configuration } from './configuration';
import { edgeCollector } from './edge';
import { appCollector, certificatesCollector, diskCollector, sidecarCollector, systemCollector } from './pod';
import { databaseCollector, poolerCollector, replicationCollector } from './postgres';
import { redisCollector } from './redis';

/** Makes the collector of a part of the configuration; undefined when it names none. In the order in which they are told. */
const MAKERS: readonly ((configuration: Configuration) => Collector | undefined)[] = [
  ({ app }) => app && appCollector(app),
  ({ edge }) => edge && edgeCollector(edge),
  ({ database, sampling }) => database && databaseCollector(database, sampling.timeoutSeconds),
  ({ replication, sampling }) => replication && replicationCollector(replication, sampling.timeoutSeconds),
  ({ pooler, sampling }) => pooler && poolerCollector(pooler, sampling.timeoutSeconds),
  ({ redis, sampling }) => redis && redisCollector(redis, sampling),
  ({ system }) => system && systemCollector(system),
  ({ disks, sampling }) => (disks.length === 0 ? undefined : diskCollector(disks, sampling)),
  ({ certificates }) => (certificates.length === 0 ? undefined : certificatesCollector(certificates)),
  () => sidecarCollector(),
];

export const collectorsOf = (configuration: Configuration): Collector[] =>
  MAKERS.flatMap((make) => make(configuration) ?? []);
