/** The pod of a member: Postgres and Patroni in one container, restricted, spread, and with time to hand over. */
import type { k8s } from 'cdk8s-plus-28';
import type { StackContext } from '../stack-context';
import type { Param } from '../values/expr';
import { choose, eq, div, isSet, min, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { block } from '../values/refs';
import { merge, passed, when, type Template } from '../values/template';
import { podBase } from '../workload/pod-base';
import { RESTRICTED_CONTAINER, restrictedPod } from '../workload/restricted';
import type { ClientPool } from './client-pool';
import { CLUSTER_LABEL, PATHS, PATRONI_PORT, PORT_NAMES, POSTGRES_PORT, SCOPE_LABEL, WAL_DIRECTORY } from './names';
import type { Sizing } from './sizing';
import type { PostgresSchema } from './values';

/** The container's name. */
export const POSTGRES_CONTAINER = 'postgres';
/** The names of the claims. Public: a change loses the data. */
export const CLAIMS = { data: 'data', wal: 'wal' } as const;

const STARTUP_PERIOD_SECONDS = 5;
/** A checkpoint before the stop makes the hand-over short; half of the time to stop is left for that. */
const MOST_CHECKPOINT_SECONDS = 60;

/** Everything that the pod is made of, besides its values. */
export interface MemberParts {
  readonly context: StackContext;
  readonly name: Param<string>;
  readonly image: Param<string>;
  readonly secret: Param<string>;
  readonly labels: Template<Record<string, string>>;
  readonly selector: Template<Record<string, string>>;
  readonly pool: ClientPool | undefined;
  readonly sizing: Sizing;
}

type Values = Resolved<PostgresSchema>;

/** The pod template of the members. */
export function memberTemplate(p: Values, parts: MemberParts): Template<k8s.PodTemplateSpec> {
  const { context, name, selector } = parts;
  const patroni = { [CLUSTER_LABEL]: name, [SCOPE_LABEL]: name };
  return {
    metadata: {
      annotations: merge<Record<string, string>>(p.podAnnotations),
      labels: merge<Record<string, string>>(parts.labels, patroni, p.podLabels),
    },
    spec: {
      // Patroni keeps its state in the API server.
      ...podBase(context, { account: name, priorityClassName: p.priorityClassName, token: true }),
      terminationGracePeriodSeconds: p.shutdown.gracePeriodSeconds,
      securityContext: { ...restrictedPod(), fsGroupChangePolicy: 'OnRootMismatch' },
      containers: [memberContainer(p, parts)],
      volumes: [
        { name: 'config', configMap: { name } },
        { name: 'secrets', secret: { secretName: parts.secret, defaultMode: 0o440 } },
        when<k8s.Volume>(p.tls.enabled, {
          name: 'tls',
          secret: { secretName: p.tls.existingSecret, defaultMode: 0o440 },
        }),
        { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
        { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
        // Parallel queries share memory there; the usual 64 MB are too few.
        { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: str`${parts.sizing.sharedMemoryMib}Mi` } },
      ],
      nodeSelector: when(isSet(p.nodeSelector), p.nodeSelector),
      tolerations: when(isSet(p.tolerations), passed<k8s.Toleration[]>(p.tolerations)),
      affinity: { podAntiAffinity: apart(p, selector) },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'topology.kubernetes.io/zone',
          whenUnsatisfiable: p.spread.zones,
          labelSelector: { matchLabels: selector },
        },
      ],
    },
  };
}

function apart(p: Values, selector: Template<Record<string, string>>): Template<k8s.PodAntiAffinity> {
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: selector } };
  const strict = eq(p.spread.nodes, 'required');
  return when<k8s.PodAntiAffinity>(
    strict,
    { requiredDuringSchedulingIgnoredDuringExecution: [term] },
    { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] },
  );
}

/** Where the poolers are that are told of a planned stop. */
function poolerVariables(pool: ClientPool | undefined): Template<k8s.EnvVar>[] {
  if (pool === undefined) return [];
  const { host, port, replicaPort } = pool.pods;
  return [
    { name: 'POOLER_PODS', value: choose(pool.active, host, '') },
    { name: 'POOLER_PORT', value: String(port) },
    { name: 'POOLER_REPLICAS_PORT', value: String(replicaPort) },
  ];
}

function memberContainer(p: Values, parts: MemberParts): Template<k8s.Container> {
  const field = (name: string, fieldPath: string): Template<k8s.EnvVar> => ({
    name,
    valueFrom: { fieldRef: { fieldPath } },
  });
  return {
    name: POSTGRES_CONTAINER,
    image: parts.image,
    imagePullPolicy: p.image.pullPolicy,
    ports: [
      { name: PORT_NAMES.postgres, containerPort: POSTGRES_PORT, protocol: 'TCP' },
      { name: PORT_NAMES.patroni, containerPort: PATRONI_PORT, protocol: 'TCP' },
    ],
    env: [
      field('POD_NAME', 'metadata.name'),
      field('POD_NAMESPACE', 'metadata.namespace'),
      field('POD_IP', 'status.podIP'),
      { name: 'POSTGRES_SCOPE', value: parts.name },
      { name: 'APP_DATABASE', value: p.database },
      { name: 'APP_USER', value: p.user },
      ...poolerVariables(parts.pool),
      { name: 'POOLER_DATABASE', value: p.database },
      { name: 'PAUSE_SECONDS', value: str`${p.shutdown.pauseSeconds}` },
      {
        name: 'CHECKPOINT_SECONDS',
        value: str`${min(MOST_CHECKPOINT_SECONDS, div(p.shutdown.gracePeriodSeconds, 2))}`,
      },
      { name: 'WAL_DIR', value: choose(p.storage.wal.enabled, WAL_DIRECTORY, '') },
    ],
    startupProbe: {
      httpGet: { path: '/liveness', port: PORT_NAMES.patroni },
      periodSeconds: STARTUP_PERIOD_SECONDS,
      timeoutSeconds: 3,
      failureThreshold: div(p.startup.deadlineSeconds, STARTUP_PERIOD_SECONDS),
    },
    readinessProbe: {
      httpGet: { path: str`/readiness?lag=${p.readiness.maximumLag}`, port: PORT_NAMES.patroni },
      periodSeconds: 3,
      timeoutSeconds: 3,
      failureThreshold: 3,
    },
    livenessProbe: {
      httpGet: { path: '/liveness', port: PORT_NAMES.patroni },
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
      // A Patroni that hangs would use up the whole grace period, and the cluster waits for it meanwhile.
      terminationGracePeriodSeconds: 5,
    },
    lifecycle: { preStop: { exec: { command: ['/usr/local/bin/pre-stop'] } } },
    resources: passed<k8s.ResourceRequirements>(block(p.resources)) as Template<k8s.ResourceRequirements>,
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [
      { name: CLAIMS.data, mountPath: PATHS.data },
      when<k8s.VolumeMount>(p.storage.wal.enabled, { name: CLAIMS.wal, mountPath: PATHS.wal }),
      // Whole folders, so that a change arrives in the running pod.
      { name: 'config', mountPath: PATHS.config, readOnly: true },
      { name: 'secrets', mountPath: PATHS.secrets, readOnly: true },
      when<k8s.VolumeMount>(p.tls.enabled, { name: 'tls', mountPath: PATHS.tls, readOnly: true }),
      { name: 'run', mountPath: PATHS.run },
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'shm', mountPath: '/dev/shm' },
    ],
  };
}
