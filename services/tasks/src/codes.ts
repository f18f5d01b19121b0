/** All that can go wrong in a Job, in one table: printed in its log, and listed in docs/reference/errors.md. */

export interface TaskCode {
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
  /** What was to be done is done, but for what has to wait: it is told, and does not stop those who wait for the Job. */
  readonly tolerable?: boolean;
}

export const TASK_CODES = {
  'SCALE-TASK-001': {
    title: 'The API server does not answer a Job',
    cause:
      'A Job (the one that makes the first passwords, or that which removes shards) could not reach the Kubernetes API before its deadline.',
    remedy: 'See whether the API server can be reached from the namespace (NetworkPolicy, DNS), and run the Job again.',
  },
  'SCALE-TASK-002': {
    title: 'The API server refuses a Job',
    cause: 'A Job may not do what it has to, or the API server cannot.',
    remedy:
      "Give the Job's ServiceAccount the right that is named: the chart's Role does; else see the API server's log.",
  },
  'SCALE-TASK-003': {
    title: 'Two write one Secret',
    cause: 'A Secret was changed by someone else again and again while the Job added a key to it.',
    remedy: 'See who writes it; two releases must not share a name.',
  },
  'SCALE-TASK-004': {
    title: 'Settings that wait',
    cause: 'The configuration is taken, and not every member runs with it yet, such as when one is away.',
    remedy: 'See docs/runbooks/postgres.md; when the cluster is well, run the Job again: it goes on where it stopped.',
    tolerable: true,
  },
  'SCALE-TASK-005': {
    title: 'No member of Postgres answers',
    cause: 'The Job that brings settings up to date found no Patroni, or was refused by it, until its deadline.',
    remedy: 'See whether the members run (kubectl get pods), and run the Job again.',
  },
  'SCALE-TASK-006': {
    title: 'A Secret that a certificate does not fit into',
    cause:
      'A Secret of the name of a wanted certificate is there, but it has not both tls.crt and tls.key, and is of another type than kubernetes.io/tls or has one of the two.',
    remedy:
      'Put both keys into it; or name a Secret of your own in the values; or remove it, and run the Job again, which makes one.',
  },
} as const satisfies Record<string, TaskCode>;
