/** The part of the values schema that the Jobs of a stack read. */
import { z } from 'zod';
import { freeList, freeText, group, int, line, quantities, stringMap } from '../values/fields';
import { imageValues } from '../workload/values';

/** What every Job has, whatever it runs. */
const jobFields = (memory: readonly [request: string, limit: string]) => ({
  deadlineSeconds: int(900, [60, 7200], 'How long a Job goes on trying before it has failed, in seconds.'),
  resources: group('What a Job may use.', {
    requests: quantities({ cpu: '10m', memory: memory[0], 'ephemeral-storage': '16Mi' }, 'What it is promised.'),
    limits: quantities(
      { cpu: '500m', memory: memory[1], 'ephemeral-storage': '64Mi' },
      'What it may not exceed. `cpu: null`: no limit.',
    ),
  }),
  nodeSelector: stringMap('Labels that a node must have.'),
  tolerations: freeList('Taints that the pods tolerate.'),
  priorityClassName: line('', 'PriorityClass of the pods. Empty: the default one of the cluster.'),
});

/** The values schema of the Jobs, with its defaults. */
export const taskValues = () =>
  group('The Jobs that make first passwords and bring settings up to date. Each runs once for each change.', {
    image: imageValues('scaleout/tasks'),
    ...jobFields(['64Mi', '128Mi']),
  });

/** The values schema of the Job that brings a service's database up to date. */
export const migrationValues = () =>
  group(
    'A Job that brings the database up to date, with the image, the environment and the files of the service. It runs again with each change of them: what it does twice must be as if it were done once.',
    {
      command: z.array(freeText().min(1).max(4096)).max(64).default([]).meta({
        description: 'The program and its arguments: `[node, /app/server.js, migrate]`. None: there is no Job.',
      }),
      ...jobFields(['128Mi', '256Mi']),
    },
  );

/** Its type. */
export type MigrationSchema = ReturnType<typeof migrationValues>;
/** The schema's type. */
export type TaskSchema = ReturnType<typeof taskValues>;
