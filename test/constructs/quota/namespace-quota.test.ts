import { App, Chart } from 'cdk8s';
import { fastnext, Stack } from '../../../charts';
import { Manifest, NamespaceQuota, NginxEdge, PostgresCluster, WebService } from '../../../constructs';
import { contextOf } from '../../../constructs/stack-context';
import type { Json } from '../../../constructs/values/expr';
import { loadValues } from '../../../constructs/values/input/load';
import { checkRules, objectsOf } from '../../../packaging';
import { scratchFile } from '../../helm/scratch';
import { writeYaml } from '../../helm/yaml';
import { codesOf, pick, problemsOf } from '../support';
import { usedAtMost } from './used';

const stack = new Stack(fastnext);
const { release } = contextOf(stack);

/** A path of the values, its parts with blanks between, and what stands there. */
type Given = readonly [path: string, value: Json];

const loaded = (preset: string, given: readonly Given[] = []) => {
  const nested = (path: readonly string[], value: Json): Json =>
    path.reduceRight((inner, key) => ({ [key]: inner }), value);
  const files = [['quota enabled', true] as const, ...given].map(([path, value]) =>
    scratchFile(writeYaml(nested(path.split(' '), value))),
  );
  return loadValues(fastnext, { preset, files }).values;
};
const objects = (values: Json): readonly Json[] =>
  stack.objects.flatMap(({ manifests }) => manifests).flatMap((each) => each.evaluateAll({ values, release }));
const kindOf = (object: Json) => pick(object, 'kind');
const hardOf = (values: Json) =>
  pick(
    objects(values).find((object) => kindOf(object) === 'ResourceQuota'),
    'spec.hard',
  ) as Readonly<Record<string, string>>;
const check = (preset: string, ...given: Given[]) => {
  checkRules(stack, { values: loaded(preset, given), release });
};

test('there is none by default', () => {
  const { values } = loadValues(fastnext, {});
  const kinds = objectsOf(stack, { values, release }).flatMap((each) => each.objects.map(kindOf));
  expect(kinds).not.toContain('ResourceQuota');
  expect(kinds).not.toContain('LimitRange');
});

describe.each(Object.keys(fastnext.presets))('the quota of %s', (preset) => {
  test('is what all of its objects use at most, counted from the objects themselves', () => {
    const values = loaded(preset, [['quota headroomPercent', 0]]);
    expect(hardOf(values)).toEqual(usedAtMost(objects(values)));
  });
  test('breaks no rule', () => {
    expect(() => {
      check(preset);
    }).not.toThrow();
  });
});

test('has room for others, in percent', () => {
  const pods = (percent: number) => Number(hardOf(loaded('reference', [['quota headroomPercent', percent]]))['pods']);
  expect(pods(50)).toBe(Math.ceil(pods(0) * 1.5));
});

test('what is given is taken, and so is what is limited besides', () => {
  const hard = hardOf(
    loaded('reference', [
      ['quota hard pods', '300'],
      ['quota others count/secrets', '20'],
    ]),
  );
  expect(hard).toMatchObject({ pods: '300', 'count/secrets': '20' });
});

test('a resource that a container does not limit is not limited by the quota: it would be refused', () => {
  const values = loaded('reference', [['pooler resources limits cpu', null]]);
  expect(hardOf(values)).not.toHaveProperty(['limits.cpu']);
  expect(hardOf(values)).toHaveProperty(['requests.cpu']);
});

describe('is refused when', () => {
  const problem = (...given: Given[]) =>
    problemsOf(() => {
      check('reference', ...given);
    }).map(({ code, path, message }) => [code, path, message]);

  test('the stack does not fit into it at its least', () => {
    expect(problem(['quota hard pods', '15'])).toEqual([
      ['SCALE-QUOTA-001', 'quota.hard.pods', '15 is less than the 21 that the stack needs at least'],
    ]);
  });
  test('it does not fit when it has grown, unless that is wanted', () => {
    expect(problem(['quota hard pods', '40'])).toEqual([
      [
        'SCALE-QUOTA-002',
        'quota.hard.pods',
        '40 is less than the 69 that the stack may use at most, in the middle of a roll-out',
      ],
    ]);
    expect(() => {
      check('reference', ['quota hard pods', '40'], ['quota belowMaximum', true]);
    }).not.toThrow();
  });
  test('it is for what containers do not say', () => {
    const given: Given[] = [
      ['quota hard limits.cpu', '500'],
      ['pooler resources limits cpu', null],
      ['quota containers enabled', false],
    ];
    expect(problem(...given)).toEqual([
      ['SCALE-QUOTA-003', 'quota.hard.limits.cpu', 'it is 500, and there are containers without limits.cpu: pooler'],
    ]);
  });
  test('its defaults would limit a container of the stack that is to have no limit', () => {
    expect(problem(['pooler resources limits cpu', null])).toEqual([
      ['SCALE-QUOTA-004', 'quota.containers.default.cpu', '500m would be the limit of containers without one: pooler'],
    ]);
  });
  test('a container of the stack is larger than one may be', () => {
    expect(problem(['quota containers max memory', '1Gi'])).toEqual([
      ['SCALE-QUOTA-005', 'quota.containers.max.memory', '1Gi is less than the 4096Mi of a container of the stack'],
    ]);
  });
  test.each<[Given[], string]>([
    [
      [
        ['quota containers default memory', '20Gi'],
        ['quota containers max memory', '10Gi'],
      ],
      'default.memory',
    ],
    [[['quota containers defaultRequest cpu', '1']], 'defaultRequest.cpu'],
    [
      [
        ['quota containers default cpu', null],
        ['quota containers max cpu', '8'],
      ],
      'max.cpu',
    ],
  ])('its defaults contradict each other: %j', (given, at) => {
    expect(problem(...given).map(([code, path]) => [code, path])).toEqual([
      ['SCALE-QUOTA-006', `quota.containers.${at}`],
    ]);
  });
});

describe('in a cdk8s app', () => {
  const chart = () => new Chart(new App(), 'shop');

  test('it counts what is made after it too', () => {
    const shop = chart();
    new NamespaceQuota(shop, 'quota', { enabled: true, headroomPercent: 0 });
    const api = new WebService(shop, 'api', { image: 'shop/api:1', autoscaling: { min: 2, max: 8 } });
    api.connect(new PostgresCluster(shop, 'database', { replicas: 5 }));
    new NginxEdge(shop, 'edge', { autoscaling: { enabled: false }, replicas: 2 }).route('/', api);
    const made = shop.toJson() as Json[];
    const quota = made.find((object) => kindOf(object) === 'ResourceQuota');
    expect(pick(quota, 'spec.hard')).toEqual(usedAtMost(made));
    expect(pick(quota, 'metadata.name')).toBe('shop-quota');
  });
  test('it does not guess how many pods an object of yours makes', () => {
    const shop = chart();
    new NamespaceQuota(shop, 'quota', { enabled: true });
    const spec = { selector: {}, template: { spec: { containers: [{ name: 'a', image: 'b:1' }] } } };
    new Manifest(shop, 'mine', 'Deployment', { spec });
    expect(codesOf(() => void shop.toJson())).toEqual(['SCALE-PARAM-009']);
  });
});
