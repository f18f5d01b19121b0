import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { fastnext, Stack } from '../../../charts';
import { loadValues } from '../../../constructs/values/input/load';
import type { SynthOptions } from '../../../packaging';
import { argocdFiles, checkOptions, placeTargets } from '../../../packaging/argocd';
import { pick, problemsOf } from '../../constructs/support';
import { validate } from './schema';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'targets-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(text: string, name = 'targets.yaml'): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
/** Built once: what a whole synth makes besides takes its time. */
const stack = new Stack(fastnext);
function filesOf({ name, argocd, ...input }: SynthOptions): ReadonlyMap<string, string> {
  const loaded = loadValues(fastnext, input);
  const options = { release: name, ...argocd };
  const files = argocdFiles(fastnext, loaded.overrides, options, placeTargets(stack, loaded, options));
  return new Map(files.map(({ path, content }) => [path, content]));
}
function setOf(options: SynthOptions = {}): { readonly project: unknown; readonly set: unknown; elements: Element[] } {
  const documents = parseAllDocuments(filesOf(options).get('argocd/applicationset.yaml') ?? '');
  const [project, set] = documents.map((document) => document.toJS() as unknown);
  return { project, set, elements: pick(set, 'spec.generators.0.list.elements') as Element[] };
}
type Element = Readonly<Record<string, string>>;
const withTargets = (text: string, more: SynthOptions = {}) =>
  setOf({ ...more, argocd: { ...more.argocd, targets: file(text) } });
const refused = (text: string, more: SynthOptions = {}) =>
  problemsOf(() => withTargets(text, more)).map(({ code, at, path }) => [code, at?.replace(`${folder}/`, ''), path]);

const TWO = `
eu:
  environment: production
  region: eu-west-1
  server: https://eu.example.com:6443
  namespace: shop
  values: { backend: { autoscaling: { max: 40 } } }
us:
  environment: production
  region: us-east-1
  cluster: us-prod
  release: web
  revision: v1.4.2
`;

test('all that is made for Argo CD is taken by the schemas of its kinds', () => {
  const files = [...filesOf({ argocd: { targets: file(TWO) } })].filter(([path]) => path.startsWith('argocd/'));
  expect(files.map(([path]) => path)).toContain('argocd/applicationset.yaml');
  for (const [, content] of files) for (const document of parseAllDocuments(content)) validate(document.toJS());
});

test('the schemas do refuse what is wrong', () => {
  const { set } = setOf();
  expect(() => {
    validate({ ...(set as object), spec: { generators: [{}], template: {} } });
  }).toThrow(/metadata/);
});

test('without targets there are two environments with the values given, each in a namespace of its own', () => {
  // Below the smallest preset, this would be a contradiction.
  const { elements } = setOf({ argocd: { namespace: 'shop' }, sets: ['backend.autoscaling.min=5'] });
  expect(elements.map(({ name, namespace, server }) => [name, namespace, server])).toEqual([
    ['staging', 'shop-staging', 'https://kubernetes.default.svc'],
    ['production', 'shop-production', 'https://kubernetes.default.svc'],
  ]);
  for (const { values = '' } of elements) expect(parse(values)).toEqual({ backend: { autoscaling: { min: 5 } } });
  expect(setOf().elements.map(({ values }) => values)).toEqual(['', '']);
});

test('a namespace stays one when the name of an environment comes behind it', () => {
  const { elements } = setOf({ argocd: { namespace: 'n'.repeat(63) } });
  expect(elements.map(({ namespace = '' }) => namespace.length)).toEqual([63, 63]);
});

test('each target is its own: cluster, namespace, release, revision and labels; what is not said is that of all', () => {
  const { elements } = withTargets(TWO, { name: 'mine', argocd: { revision: 'stable', namespace: 'all' } });
  expect(elements).toMatchObject([
    {
      ...{
        name: 'eu',
        environment: 'production',
        region: 'eu-west-1',
        server: 'https://eu.example.com:6443',
        cluster: '',
      },
      ...{ namespace: 'shop', release: 'mine', revision: 'stable' },
    },
    {
      ...{ name: 'us', environment: 'production', region: 'us-east-1', server: '', cluster: 'us-prod' },
      ...{ namespace: 'all', release: 'web', revision: 'v1.4.2' },
    },
  ]);
});

test('the project lets the targets be written, each place once, and no other', () => {
  const { project, set } = withTargets(
    `${TWO}\neu-2: { server: 'https://eu.example.com:6443', namespace: shop, release: b }`,
  );
  expect(pick(project, 'spec.destinations')).toEqual([
    { server: 'https://eu.example.com:6443', namespace: 'shop' },
    { name: 'us-prod', namespace: 'fastnext' },
  ]);
  expect(pick(set, 'spec.template.spec.project')).toBe(pick(project, 'metadata.name'));
  expect(pick(project, 'spec.clusterResourceWhitelist')).toEqual([{ group: '', kind: 'Namespace' }]);
});

test('the single Applications may not write where the targets are', () => {
  const project: unknown = parse(filesOf({}).get('argocd/project.yaml') ?? '');
  expect(pick(project, 'spec.destinations')).toHaveLength(1);
});

test('every field that the template reads is there in each target, and every one that is there is read', () => {
  const { set, elements } = withTargets(TWO);
  const read = [...JSON.stringify(pick(set, 'spec.template')).matchAll(/\{\{ \.(\w+) \}\}/g)].map(([, name]) => name);
  for (const element of elements) expect(Object.keys(element).sort()).toEqual([...new Set(read)].sort());
});

test('a missing field is an error, and what is taken from the list keeps its objects', () => {
  expect(pick(setOf().set, 'spec')).toMatchObject({
    goTemplate: true,
    goTemplateOptions: ['missingkey=error'],
    syncPolicy: { preserveResourcesOnDeletion: true },
    template: { spec: { syncPolicy: { automated: { prune: true, selfHeal: true } } } },
  });
});

describe('values of a target', () => {
  const valuesOf = (text: string, more: SynthOptions = {}): unknown => {
    const [element] = withTargets(text, more).elements;
    return parse(element?.['values'] ?? '', { version: '1.1' });
  };
  test('go over those of all: preset, files and --set, then its files, then its own', () => {
    file('backend: { port: 9001 }\nfrontend: { port: 9001 }\nedge: { replicas: 9 }', 'a.yaml');
    file('frontend: { port: 9002 }', 'b.yaml');
    const all = { files: [file('backend: { port: 9000, replicas: 4 }', 'all.yaml')], sets: ['edge.replicas=8'] };
    expect(
      valuesOf('eu: { preset: large, files: [a.yaml, b.yaml], values: { frontend: { replicas: 5 } } }', {
        ...all,
        preset: 'small',
      }),
    ).toMatchObject({
      backend: { port: 9001, replicas: 4, ...(fastnext.presets['large']?.values['backend'] as object) },
      frontend: { port: 9002, replicas: 5 },
      edge: { replicas: 9 },
    });
  });
  test('keep a null, which takes a default away, and a text that looks like something else', () => {
    const text =
      "eu: { values: { backend: { config: { A: 'yes', B: '{{ x }}', C: '012' }, resources: { limits: { cpu: null } } } } }";
    expect(valuesOf(text)).toEqual({
      backend: { config: { A: 'yes', B: '{{ x }}', C: '012' }, resources: { limits: { cpu: null } } },
    });
  });
  test('of the standard input reach every target, though it can be read once only', () => {
    // A file that is read a second time would be another one by then.
    const all = file('backend: { port: 9000 }', 'all.yaml');
    const { elements } = withTargets('a: {}\nb: { release: b }', { files: [all] });
    expect(elements.map(({ values = '' }) => parse(values) as unknown)).toEqual(
      ['a', 'b'].map(() => ({ backend: { port: 9000 } })),
    );
  });
});

describe('what is refused', () => {
  test.each<[string, string, unknown[]]>([
    ['no target', '{}', ['SCALE-ARGOCD-001', 'targets.yaml', undefined]],
    ['a file that is no map', '- eu', ['SCALE-VALUES-010', 'targets.yaml:1', undefined]],
    ['an unknown key', 'eu:\n  regoin: x', ['SCALE-VALUES-001', 'targets.yaml:2', 'eu.regoin']],
    ['a name that is none', 'E U: {}', ['SCALE-VALUES-004', 'targets.yaml:1', 'E U']],
    ['a name that is too long', `${'e'.repeat(23)}: {}`, ['SCALE-VALUES-004', 'targets.yaml:1', 'e'.repeat(23)]],
    ['a namespace that is none', 'eu:\n\n  namespace: A', ['SCALE-VALUES-004', 'targets.yaml:3', 'eu.namespace']],
    ['a server that is none', 'eu: { server: eu.example.com }', ['SCALE-VALUES-004', 'targets.yaml:1', 'eu.server']],
    ['a wrong type', 'eu: { files: a.yaml }', ['SCALE-VALUES-002', 'targets.yaml:1', 'eu.files']],
    [
      'two ways to one cluster',
      'eu:\n  server: https://x\n  cluster: z',
      ['SCALE-ARGOCD-002', 'targets.yaml:3', 'eu.cluster'],
    ],
    ['two in one place', 'a: {}\nb: {}', ['SCALE-ARGOCD-003', 'targets.yaml', 'b']],
    [
      'values of a wrong shape, with their line',
      'eu:\n  values:\n    backend:\n      prt: 1',
      ['SCALE-VALUES-001', 'targets.yaml:4', 'backend.prt'],
    ],
    [
      'values that contradict each other',
      'eu:\n  values:\n    backend:\n      autoscaling: { min: 30 }',
      ['SCALE-WORKLOAD-001', 'targets.yaml:4', 'backend.autoscaling.min'],
    ],
    ['a values file that is not there', 'eu: { files: [none.yaml] }', ['SCALE-VALUES-010', 'none.yaml', undefined]],
    ['an unknown preset', 'eu: { preset: big }', ['SCALE-VALUES-012', '--preset big', undefined]],
  ])('%s', (_, text, problem) => {
    expect(refused(text)).toEqual([problem]);
  });

  test('all targets at once', () => {
    expect(refused('a: { server: x }\nb: { namespace: B }')).toHaveLength(2);
    expect(refused('a: { values: { x: 1 } }\nb: { release: b, values: { y: 1 } }')).toHaveLength(2);
  });

  test('a file that is not there', () => {
    expect(problemsOf(() => setOf({ argocd: { targets: join(folder, 'none.yaml') } }))[0]?.code).toBe(
      'SCALE-VALUES-010',
    );
  });

  test.each([
    ['repo', 'not an address'],
    ['repo', ''],
    ['revision', 'a b'],
    ['path', '/abs'],
    ['path', 'a/../b'],
    ['namespace', 'Shop'],
  ])('--argocd-%s %j', (key, value) => {
    expect(
      problemsOf(() => {
        checkOptions({ [key]: value });
      }),
    ).toMatchObject([{ code: 'SCALE-VALUES-004', at: `--argocd-${key}` }]);
  });

  test.each([
    ['repo', 'git@git.example.com:shop/deploy.git'],
    ['repo', 'ssh://git@git.example.com/x.git'],
    ['repo', 'https://git.example.com/x.git'],
    ['path', '.'],
    ['path', 'a..b/c'],
    ['revision', 'release/1.x'],
  ])('but not --argocd-%s %s', (key, value) => {
    expect(() => {
      checkOptions({ [key]: value });
    }).not.toThrow();
  });
});
