/** The library: constructs for any cdk8s app. */
export { NginxEdge, type NginxEdgeProps } from './edge/nginx-edge';
export type { RouteOptions, RouteTarget } from './edge/route';
export { routeValues, type RouteDefaults, type RouteSchema } from './edge/route-values';
export { edgeValues, type EdgeSchema } from './edge/values';
export * from './errors';
export * from './manifest';
export { Pooler, type PoolerProps } from './pooler/pooler';
export { poolerValues, type PoolerSchema } from './pooler/values';
export type { DatabaseClient } from './postgres/budget';
export { DATABASE_ENV } from './postgres/client';
export { PostgresCluster, type PostgresClusterProps } from './postgres/postgres-cluster';
export { databaseClientValues, postgresValues, type PostgresSchema } from './postgres/values';
export { GeneratedCertificate, type GeneratedCertificateProps } from './secrets/generated-certificate';
export { GeneratedSecret, type GeneratedSecretProps } from './secrets/generated-secret';
export { HealthMonitor, type HealthMonitorProps } from './sidecar/health-monitor';
export { HealthSidecar, type HealthSidecarProps } from './sidecar/health-sidecar';
export { monitorValues, sidecarValues, type MonitorSchema, type SidecarSchema } from './sidecar/values';
export { SecretsJob } from './secrets/secrets-job';
export { REDIS_ENV } from './redis/client';
export { RedisCluster, type RedisClusterProps } from './redis/redis-cluster';
export { redisValues, type RedisSchema } from './redis/values';
export { addFlow, type End, type FlowSpec, type Outsider } from './network/flow';
export { NetworkPolicies, type NetworkPoliciesProps } from './network/network-policies';
export { networkValues, type NetworkSchema } from './network/values';
export { NamespaceQuota, type NamespaceQuotaProps } from './quota/namespace-quota';
export { quotaValues, type QuotaSchema } from './quota/values';
export { rounds, type Round } from './rounds';
export * from './stack-context';
export { Migration, type MigrationProps } from './tasks/migration';
export { migrationValues, taskValues, type MigrationSchema, type TaskSchema } from './tasks/values';
export * from './values/expr';
export * from './values/fields';
export { helper, type HelperSpec } from './values/helper';
export * from './values/ops';
export type { Params, PropsOf, Resolved } from './values/props';
export { block, refs, type Refs } from './values/refs';
export { Rule, rulesOf, type RuleSpec } from './values/rules';
export { each, eachEntry, field, items, merge, passed, text, when, type Lines, type Template } from './values/template';
export type { Client, Connectable, Connection } from './workload/connection';
export type { Sidecar, SidecarPort } from './workload/sidecar';
export { SmokeTest, smokeTestValues, type SmokeTestProps } from './workload/smoke-test';
export {
  connectedServiceValues,
  webServiceValues,
  type WebServiceDefaults,
  type WebServiceSchema,
} from './workload/values';
export type { ChosenPort, Watchable, WatchedParts } from './workload/watchable';
export { WebService, type ServiceConnection, type WebServiceProps } from './workload/web-service';
