/** The containers of a node: the server, and the agent beside it, which prepares its start. */
import type { k8s } from 'cdk8s-plus-28';
import type { Param } from '../values/expr';
import { choose, eq, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { block } from '../values/refs';
import { passed, when, type Template } from '../values/template';
import { RESTRICTED_CONTAINER } from '../workload/restricted';
import {
  AGENT_PORT,
  BUS_PORT,
  CONFIG_FILES,
  DATA_CLAIM,
  PATHS,
  PORT_NAMES,
  REDIS_PORT,
  RUN_FILES,
  serviceNames,
} from './names';
import type { RedisSchema } from './values';

type Values = Resolved<RedisSchema>;

/** The containers' names. */
export const CONTAINERS = { prepare: 'prepare', agent: 'agent', server: 'redis' } as const;

/** What the containers are made of, besides the values. */
export interface ContainerParts {
  readonly name: Param<string>;
  readonly images: { readonly agent: Param<string>; readonly server: Param<string> };
}

/** The names of the mounts' volumes. */
export const VOLUMES = { config: 'config', secrets: 'secrets', tls: 'tls', run: 'run', token: 'token' } as const;

const MOUNTS = {
  data: { name: DATA_CLAIM, mountPath: PATHS.data },
  // A whole folder, so that a change arrives in the running pod.
  config: { name: VOLUMES.config, mountPath: PATHS.config, readOnly: true },
  secrets: { name: VOLUMES.secrets, mountPath: PATHS.secrets, readOnly: true },
  run: { name: VOLUMES.run, mountPath: PATHS.run },
  token: { name: VOLUMES.token, mountPath: PATHS.token, readOnly: true },
} as const;
const tlsMount = (p: Values): Template<k8s.VolumeMount> =>
  when<k8s.VolumeMount>(p.tls.enabled, { name: VOLUMES.tls, mountPath: PATHS.tls, readOnly: true });

const variable = (name: string, fieldPath: string): Template<k8s.EnvVar> => ({
  name,
  valueFrom: { fieldRef: { fieldPath } },
});
/** Who the pod is. */
const IDENTITY: readonly Template<k8s.EnvVar>[] = [
  variable('POD_NAME', 'metadata.name'),
  variable('POD_NAMESPACE', 'metadata.namespace'),
  variable('POD_IP', 'status.podIP'),
];

function agentProgram(
  p: Values,
  { name, images }: ContainerParts,
  task: string,
  more: readonly Template<k8s.EnvVar>[] = [],
) {
  return {
    image: images.agent,
    imagePullPolicy: p.agent.image.pullPolicy,
    command: ['node', '/app/server.js'],
    args: [task],
    env: [
      ...IDENTITY,
      variable('NODE_NAME', 'spec.nodeName'),
      { name: 'REDIS_PREFIX', value: name },
      { name: 'REDIS_PODS_SERVICE', value: serviceNames(name).pods },
      { name: 'FLAVOUR', value: p.flavour },
      { name: 'HAND_OVER_SECONDS', value: str`${p.shutdown.handOverSeconds}` },
      { name: 'LEASE_NAME', value: name },
      when<k8s.EnvVar>(p.tls.enabled, { name: 'REDIS_TLS', value: 'true' }),
      ...more,
    ],
    resources: passed<k8s.ResourceRequirements>(block(p.agent.resources)) as Template<k8s.ResourceRequirements>,
    securityContext: RESTRICTED_CONTAINER,
  };
}

/** Of a server that has no agent: writes what it reads of the Secret. */
export const prepareContainer = (p: Values, parts: ContainerParts): Template<k8s.Container> => ({
  name: CONTAINERS.prepare,
  ...agentProgram(p, parts, 'prepare'),
  volumeMounts: [MOUNTS.data, MOUNTS.config, MOUNTS.secrets, tlsMount(p), MOUNTS.run],
});

/**
 * The agent. The server waits until it has written what is read of the Secret, and mended what is remembered of the addresses of others; an
 * init container for that would cost up to a second more, after which the kubelet looks whether it is done. Told to stop with the server, it
 * stays until that is gone, as the hand-over is its work; a native sidecar would do so by itself, and keep the server waiting for a second at
 * the start of every pod.
 */
export const agentBeside = (p: Values, parts: ContainerParts): Template<k8s.Container> => ({
  name: CONTAINERS.agent,
  ...agentProgram(p, parts, 'run', [
    // Asked of the server while it runs: one that was built without it would not even start with the setting.
    { name: 'ACTIVE_DEFRAG', value: str`${p.activeDefrag}` },
    { name: 'PREPARED_FILE', value: RUN_FILES.prepared },
  ]),
  ports: [{ name: PORT_NAMES.agent, containerPort: AGENT_PORT, protocol: 'TCP' }],
  livenessProbe: {
    httpGet: { path: '/live', port: PORT_NAMES.agent },
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: 3,
  },
  volumeMounts: [MOUNTS.data, MOUNTS.config, MOUNTS.secrets, tlsMount(p), MOUNTS.run, MOUNTS.token],
});

/** Until a file is there; then the program takes the place of the shell. Without the trap, the first process of a container is deaf to a stop. */
const WAIT_FOR = `trap 'exit 0' TERM; until [ -e "$0" ]; do sleep 0.05; done; exec "$@"`;

/** The server of a cluster's node, or by itself. It has no password but those that it needs, and no token. */
export function serverContainer(
  p: Values,
  { name, images }: ContainerParts,
  clustered: boolean,
): Template<k8s.Container> {
  // Both flavours name their programs after themselves.
  const program = (what: string) => str`${p.flavour}-${what}`;
  // Any answer will do, `NOAUTH` and `LOADING` too: whether it serves is the question of readiness.
  const alive = { exec: { command: [program('cli'), '-s', RUN_FILES.socket, 'ping'] }, timeoutSeconds: 5 };
  const config = `${PATHS.config}/${CONFIG_FILES.server}`;
  return {
    name: CONTAINERS.server,
    image: images.server,
    imagePullPolicy: choose(eq(p.flavour, 'redis'), p.image.redis.pullPolicy, p.image.valkey.pullPolicy),
    command: clustered ? ['sh', '-c', WAIT_FOR, RUN_FILES.prepared] : [program('server')],
    args: clustered
      ? [
          program('server'),
          config,
          '--cluster-announce-ip',
          '$(POD_IP)',
          '--cluster-announce-hostname',
          str`$(POD_NAME).${serviceNames(name).pods}.$(POD_NAMESPACE).svc`,
        ]
      : [config],
    ports: [
      { name: PORT_NAMES.redis, containerPort: REDIS_PORT, protocol: 'TCP' },
      clustered ? { name: PORT_NAMES.bus, containerPort: BUS_PORT, protocol: 'TCP' } : undefined,
    ],
    env: clustered ? IDENTITY : undefined,
    startupProbe: { ...alive, periodSeconds: 5, failureThreshold: 60 },
    livenessProbe: { ...alive, periodSeconds: 10, failureThreshold: 3 },
    readinessProbe: clustered
      ? { httpGet: { path: '/ready', port: AGENT_PORT }, periodSeconds: 3, timeoutSeconds: 3, failureThreshold: 2 }
      : { tcpSocket: { port: PORT_NAMES.redis }, periodSeconds: 3, timeoutSeconds: 3, failureThreshold: 2 },
    // Answered when a replica has taken over, or when there is none.
    lifecycle: clustered ? { preStop: { httpGet: { path: '/pre-stop', port: AGENT_PORT } } } : undefined,
    resources: passed<k8s.ResourceRequirements>(block(p.resources)) as Template<k8s.ResourceRequirements>,
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [MOUNTS.data, MOUNTS.config, tlsMount(p), MOUNTS.run],
  };
}
