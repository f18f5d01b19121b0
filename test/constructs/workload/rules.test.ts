import { Testing, Chart } from 'cdk8s';
import { webServiceValues } from '../../../constructs';
import { CODES } from '../../../constructs/errors';
import { resolveProps } from '../../../constructs/values/props';
import { refs } from '../../../constructs/values/refs';
import { rulesOf } from '../../../constructs/values/rules';
import { addWebServiceRules } from '../../../constructs/workload/rules';
import { RELEASE } from '../support';
import { refusals, type Props } from './synth';

const schema = webServiceValues('A service.');

/** Each rule: values that just break it, and the nearest that do not. */
const TABLE: readonly [code: string, name: string, broken: Props, fine: Props][] = [
  ['001', 'minimum above maximum', { autoscaling: { min: 5, max: 4 } }, { autoscaling: { min: 4, max: 4 } }],
  [
    '001',
    'but not while autoscaling is off',
    { autoscaling: { min: 5, max: 4 } },
    { autoscaling: { enabled: false, min: 5, max: 4 } },
  ],
  [
    '002',
    'grace below drain, finish and margin',
    { shutdown: { gracePeriodSeconds: 34 } },
    { shutdown: { gracePeriodSeconds: 35 } },
  ],
  [
    '002',
    'but not when it is computed',
    { shutdown: { gracePeriodSeconds: 1 } },
    { shutdown: { gracePeriodSeconds: 0 } },
  ],
  [
    '003',
    'a CPU target without a request',
    { resources: { requests: { cpu: null as never } } },
    { autoscaling: { cpuUtilization: 0, memoryUtilization: 80 }, resources: { requests: { cpu: null as never } } },
  ],
  [
    '004',
    'a memory target without a request',
    { autoscaling: { memoryUtilization: 80 }, resources: { requests: { memory: null as never } } },
    { resources: { requests: { memory: null as never } } },
  ],
  [
    '005',
    'autoscaling without a target',
    { autoscaling: { cpuUtilization: 0 } },
    { autoscaling: { cpuUtilization: 0, memoryUtilization: 80 } },
  ],
  [
    '005',
    'but not while it is off',
    { autoscaling: { cpuUtilization: 0 } },
    { autoscaling: { enabled: false, cpuUtilization: 0 } },
  ],
  [
    '006',
    'a budget for all pods of the autoscaler',
    { disruption: { maxUnavailable: 2 } },
    { disruption: { maxUnavailable: 1 } },
  ],
  [
    '006',
    'a budget for all replicas',
    { autoscaling: { enabled: false }, replicas: 3, disruption: { maxUnavailable: 3 } },
    { autoscaling: { enabled: false }, replicas: 3, disruption: { maxUnavailable: 2 } },
  ],
  [
    '006',
    'but not with one pod, which must be movable',
    { disruption: { maxUnavailable: 2 } },
    { autoscaling: { min: 1 }, disruption: { maxUnavailable: 2 } },
  ],
  [
    '006',
    'and not without a budget',
    { disruption: { maxUnavailable: 2 } },
    { disruption: { enabled: false, maxUnavailable: 2 } },
  ],
  [
    '007',
    'a start-up probe due before it has timed out',
    { probes: { startup: { periodSeconds: 2, timeoutSeconds: 3 } } },
    { probes: { startup: { periodSeconds: 3, timeoutSeconds: 3 } } },
  ],
  [
    '007',
    'a readiness probe',
    { probes: { readiness: { timeoutSeconds: 6 } } },
    { probes: { readiness: { timeoutSeconds: 5 } } },
  ],
  [
    '007',
    'a liveness probe',
    { probes: { liveness: { timeoutSeconds: 11 } } },
    { probes: { liveness: { timeoutSeconds: 10 } } },
  ],
  [
    '008',
    'more CPU than the limit',
    { resources: { requests: { cpu: '1001m' } } },
    { resources: { requests: { cpu: '1000m' } } },
  ],
  [
    '008',
    'more memory than the limit, in another unit',
    { resources: { requests: { memory: '1G' }, limits: { memory: '953Mi' } } },
    { resources: { requests: { memory: '1G' }, limits: { memory: '954Mi' } } },
  ],
  [
    '008',
    'more disk than the limit',
    { resources: { requests: { 'ephemeral-storage': '1Gi' } } },
    { resources: { requests: { 'ephemeral-storage': '256Mi' } } },
  ],
  [
    '008',
    'but not without a limit',
    { resources: { requests: { cpu: '2' } } },
    { resources: { requests: { cpu: '2' }, limits: { cpu: null as never } } },
  ],
];

/** The codes that values break in a stack, where they are known only when it is installed. */
function brokenLater(props: Props): string[] {
  const chart = Testing.chart();
  addWebServiceRules(chart, 'api', refs(schema));
  const values = resolveProps(schema, props as never, 'test') as never;
  return rulesOf(chart).flatMap((rule) => rule.check({ values, release: RELEASE })?.code ?? []);
}

describe.each(TABLE)('SCALE-WORKLOAD-%s: %s', (number, _, broken, fine) => {
  const code = `SCALE-WORKLOAD-${number}`;
  test('values of a stack are refused just then', () => {
    expect(brokenLater(broken)).toEqual([code]);
    expect(brokenLater(fine)).toEqual([]);
  });
  test('so are literals in a plain app, by app.synth()', () => {
    expect(refusals(broken)).toEqual([code]);
    expect(refusals(fine)).toEqual([]);
  });
});

test('every rule of the table of codes is in this test', () => {
  const codes = Object.keys(CODES).filter((code) => code.startsWith('SCALE-WORKLOAD-'));
  expect([...new Set(TABLE.map(([number]) => `SCALE-WORKLOAD-${number}`))]).toEqual(codes);
});

test('all broken rules are reported together', () => {
  const wild: Props = {
    autoscaling: { min: 5, max: 4, cpuUtilization: 0 },
    shutdown: { gracePeriodSeconds: 1 },
    probes: { readiness: { timeoutSeconds: 6 }, liveness: { timeoutSeconds: 11 } },
  };
  const codes = ['001', '002', '005', '007', '007'].map((number) => `SCALE-WORKLOAD-${number}`);
  expect(brokenLater(wild)).toEqual(codes);
  expect(refusals(wild)).toEqual(codes);
});

test('a message quotes the field, the values and the rule', () => {
  const chart = new Chart(Testing.app(), 'shop');
  addWebServiceRules(chart, 'api', refs(schema));
  const values = schema.parse({ autoscaling: { min: 5, max: 4 } }) as never;
  const [problem] = rulesOf(chart).flatMap((rule) => rule.check({ values, release: RELEASE }) ?? []);
  expect(problem).toEqual({
    code: 'SCALE-WORKLOAD-001',
    path: 'api.autoscaling.min',
    message: 'the minimum (5) is above the maximum (4)',
  });
});
