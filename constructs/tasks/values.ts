/** The part of the values schema that the Jobs of a stack read. */
import { freeList, group, int, line, quantities, stringMap } from '../values/fields';
import { imageValues } from '../workload/values';

/** The values schema of the Jobs, with its defaults. */
export const taskValues = () =>
  group('The Jobs that make first passwords and bring settings up to date. Each runs once for each change.', {
    image: imageValues('scaleout/tasks'),
    deadlineSeconds: int(900, [60, 7200], 'How long a Job goes on trying before it has failed, in seconds.'),
    resources: group('What a Job may use.', {
      requests: quantities({ cpu: '10m', memory: '64Mi', 'ephemeral-storage': '16Mi' }, 'What it is promised.'),
      limits: quantities(
        { cpu: '500m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
        'What it may not exceed. `cpu: null`: no limit.',
      ),
    }),
    nodeSelector: stringMap('Labels that a node must have.'),
    tolerations: freeList('Taints that the pods tolerate.'),
    priorityClassName: line('', 'PriorityClass of the pods. Empty: the default one of the cluster.'),
  });

/** The schema's type. */
export type TaskSchema = ReturnType<typeof taskValues>;
