/** The part of the values schema that a pooler reads. */
import { bool, choice, freeList, group, int, line, quantities, stringMap } from '../values/fields';
import { imageValues, POD_LABELS, WAVE } from '../workload/values';

/** The values schema of a pooler, with its defaults. */
export const poolerValues = () =>
  group('PgBouncer between the apps and Postgres: many connections of theirs on few of its own.', {
    enabled: bool(true, 'Lead clients through the pooler.'),
    image: imageValues('scaleout/pgbouncer'),
    replicas: int(2, [1, 50], 'Number of pods.'),
    serverConnections: int(
      0,
      [0, 5000],
      'Most connections that one pod opens to Postgres. 0: all that there are, shared among the pods.',
    ),
    maxClientConnections: int(2000, [10, 20000], 'Most connections that one pod takes from clients.'),
    preparedStatements: int(200, [0, 10000], 'Prepared statements that are kept for each connection. 0: none.'),
    queryWaitSeconds: int(
      30,
      [1, 600],
      'Time that a query may wait for a connection, a hand-over of the primary included, in seconds.',
    ),
    resources: group('What each of the two containers may use: one leads to the primary, one to the replicas.', {
      requests: quantities({ cpu: '50m', memory: '32Mi', 'ephemeral-storage': '16Mi' }, 'What it is promised.'),
      limits: quantities(
        { cpu: '1', memory: '128Mi', 'ephemeral-storage': '64Mi' },
        'What it may not exceed. `cpu: null`: no limit.',
      ),
    }),
    shutdown: group('How a pod leaves without cutting off a client.', {
      drainSeconds: int(5, [0, 300], 'Time between leaving the Services and the stop signal, in seconds.'),
      finishSeconds: int(30, [1, 3600], 'Time that transactions under way have to end after it, in seconds.'),
    }),
    disruption: group('How many pods a drain of nodes may take at once.', { enabled: bool(true, 'At most one.') }),
    spread: group('How pods are spread.', {
      zones: choice(['ScheduleAnyway', 'DoNotSchedule'], 'ScheduleAnyway', 'Over zones: by preference, or strictly.'),
      nodes: choice(['ScheduleAnyway', 'DoNotSchedule'], 'ScheduleAnyway', 'Over nodes: by preference, or strictly.'),
    }),
    serviceAccount: group("The pods' own identity; it has no rights in the cluster.", {
      annotations: stringMap('Annotations of the ServiceAccount.', { reserved: WAVE }),
    }),
    podAnnotations: stringMap('Annotations of the pods.'),
    podLabels: stringMap('Labels of the pods.', { reserved: POD_LABELS }),
    nodeSelector: stringMap('Labels that a node must have.'),
    tolerations: freeList('Taints that the pods tolerate.'),
    priorityClassName: line('', 'PriorityClass of the pods. Empty: the default one of the cluster.'),
  });

/** The schema's type. */
export type PoolerSchema = ReturnType<typeof poolerValues>;
