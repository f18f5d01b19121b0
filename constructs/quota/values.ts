/** The part of the values schema that a quota reads. */
import { bool, group, int, quantities, stringMap } from '../values/fields';

/** What a container can use of its node. */
export const NODE_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'] as const;
export type NodeResource = (typeof NODE_RESOURCES)[number];
/** Whether it is promised, or the most. */
export type Side = 'requests' | 'limits';

/** What is computed, and what it is counted in. */
export const COMPUTED = {
  'requests.cpu': 'cpu',
  'limits.cpu': 'cpu',
  'requests.memory': 'bytes',
  'limits.memory': 'bytes',
  'requests.ephemeral-storage': 'bytes',
  'limits.ephemeral-storage': 'bytes',
  pods: 'count',
  persistentvolumeclaims: 'count',
  'requests.storage': 'bytes',
} as const;
export type Computed = keyof typeof COMPUTED;

const computed = new RegExp(`^(${Object.keys(COMPUTED).join('|').replaceAll('.', '\\.')})$`);
const AMOUNT = { pattern: /^(0|[1-9][0-9]{0,5}(m|k|M|G|Ki|Mi|Gi)?)$/, rule: 'a quantity such as 0, 20, 40 or 64Gi' };

/** The values schema of a quota, with its defaults. */
export const quotaValues = () =>
  group(
    'How much all that is in the namespace may use together: a ResourceQuota. For a namespace that the stack has for itself.',
    {
      enabled: bool(false, 'Make it, and the LimitRange of `containers`.'),
      headroomPercent: int(
        10,
        [0, 1000],
        'Room for others in what is computed, in percent of what the stack may use at most: all autoscalers at their maximum, in the middle of a roll-out, with all the pods that it replaces still leaving.',
      ),
      hard: stringMap(`What is given in place of what is computed: ${Object.keys(COMPUTED).join(', ')}.`, {
        pattern: computed,
        rule: 'one of the resources that are computed',
        values: AMOUNT,
      }),
      others: stringMap('What is limited besides, such as `services.loadbalancers` or `count/secrets`.', {
        reserved: computed,
        values: AMOUNT,
      }),
      belowMaximum: bool(
        false,
        'Take a quota below the most that the stack may use: it then cannot grow as far as its autoscalers say.',
      ),
      containers: group(
        'A LimitRange: for containers of the namespace that say nothing, as those of the stack all do.',
        {
          enabled: bool(true, 'Make it with the quota: a pod that says nothing would be refused.'),
          default: quantities(
            { cpu: '500m', memory: '256Mi', 'ephemeral-storage': '256Mi' },
            'The limits of a container that has none.',
          ),
          defaultRequest: quantities(
            { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
            'The requests of a container that has none.',
          ),
          max: quantities({}, 'The most that a container may have. None: anything.'),
        },
      ),
    },
  );

/** The schema's type. */
export type QuotaSchema = ReturnType<typeof quotaValues>;
