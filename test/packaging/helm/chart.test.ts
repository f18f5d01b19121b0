import type { Chart } from 'cdk8s';
import { JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { parse } from 'yaml';
import { z } from 'zod';
import { defineStack, fastnext, globalValues, Stack } from '../../../charts';
import { Manifest, WebService, webServiceValues } from '../../../constructs';
import { VERSION } from '../../../constructs/version';
import { helmFiles } from '../../../packaging';
import { problemsOf } from '../../constructs/support';

const files = helmFiles(new Stack(fastnext));
const content = (path: string) => files.find((file) => file.path === `helm/fastnext/${path}`)?.content ?? '';
const objects = files.filter(({ path }) => /\/templates\/\w+\/.*\.yaml$/.test(path));

/** A stack of one service, and what else is said. */
function helmOf(build: (stack: Stack, chart: Chart) => void) {
  return helmFiles(
    new Stack(
      defineStack({
        name: 'shop',
        description: 'A shop',
        keywords: [],
        presets: {},
        schema: z.strictObject({ ...globalValues(), api: webServiceValues('API.') }),
        build: (stack, values) => {
          const chart = stack.chart('api');
          new WebService(chart, 'api', values.api);
          build(stack, chart);
        },
      }),
    ),
  );
}

test('it has all that a chart needs', () => {
  const names = files.map(({ path }) => path.replace('helm/fastnext/', ''));
  expect(names).toEqual(
    expect.arrayContaining([
      'Chart.yaml',
      'values.yaml',
      'values.schema.json',
      'README.md',
      '.helmignore',
      'templates/_helpers.tpl',
      'templates/_validate.tpl',
      'templates/validate.yaml',
      'templates/NOTES.txt',
      'templates/tests/smoke-test.yaml',
      'values-small.yaml',
      'values-large.yaml',
    ]),
  );
  expect(new Set(names).size).toBe(names.length);
});

describe('Chart.yaml', () => {
  const chart = parse(content('Chart.yaml')) as Record<string, unknown>;
  test('says what Helm and Artifact Hub ask for', () => {
    expect(chart).toMatchObject({
      apiVersion: 'v2',
      name: 'fastnext',
      type: 'application',
      version: VERSION,
      appVersion: VERSION,
    });
    expect(chart['kubeVersion']).toMatch(/^>=1\.\d+\.0-0$/);
    expect(Object.keys(chart)).toEqual(
      expect.arrayContaining(['description', 'icon', 'keywords', 'maintainers', 'sources', 'annotations']),
    );
  });
});

test.each(objects.map(({ path, content: text }) => [path, text]))('%s holds one object, or one a round', (_, text) => {
  expect(text.match(/^kind: /gm)).toHaveLength(1);
  expect(text.match(/^---/gm) ?? []).toHaveLength(text.startsWith('{{- range ') ? 1 : 0);
  expect(text).toMatch(/\n$/);
});

test('every object of the stack has a file', () => {
  const manifests = new Stack(fastnext).objects.flatMap(({ manifests: of }) => of);
  expect(objects).toHaveLength(manifests.length);
});

test('a file is called after its construct, and a second one of the name is counted', () => {
  const paths = helmOf((_, chart) => {
    new Manifest(new Construct(chart, 'more'), 'ConfigMap', 'ConfigMap', { metadata: { name: 'more' } });
  }).map(({ path }) => path);
  expect(paths).toContain('helm/shop/templates/api/horizontal-pod-autoscaler.yaml');
  expect(paths).toEqual(
    expect.arrayContaining(['helm/shop/templates/api/config-map.yaml', 'helm/shop/templates/api/config-map-2.yaml']),
  );
});

test('objects that may be absent say so', () => {
  expect(content('templates/backend/horizontal-pod-autoscaler.yaml')).toMatch(
    /^\{\{- if \.Values\.backend\.autoscaling\.enabled }}\n/,
  );
  expect(content('templates/backend/deployment.yaml')).toMatch(/^apiVersion: /);
});

test('the test of the installation is a hook, so that nothing else runs it', () => {
  const test = content('templates/tests/smoke-test.yaml');
  expect(test).toContain('helm.sh/hook: test');
  expect(test).toContain('helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded');
});

test('what is run before an uninstallation is a hook, its rights before its Job, and none of Argo CD', () => {
  const hook = (kind: 'ServiceAccount' | 'Job') => {
    const made = helmOf((_, chart) => {
      new Manifest(
        chart,
        'Farewell',
        kind,
        { metadata: { name: 'farewell', annotations: { note: 'x' } } },
        {
          ...{ onRemoval: true, wave: 0 },
        },
      );
    });
    const file = made.find(({ path }) => path.endsWith('/templates/api/farewell.yaml'));
    return (parse(file?.content ?? '') as { metadata: { annotations: object } }).metadata.annotations;
  };
  expect(hook('Job')).toEqual({
    'helm.sh/hook': 'pre-delete',
    'helm.sh/hook-weight': '0',
    'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded',
    'argocd.argoproj.io/hook': 'Skip',
    note: 'x',
  });
  expect(hook('ServiceAccount')).toMatchObject({ 'helm.sh/hook-weight': '-1' });
});

test('every helper that is included is defined, and every one that is defined is included', () => {
  const templates = files
    .filter(({ path }) => path.includes('/templates/'))
    .map(({ content: text }) => text)
    .join('\n');
  const names = (pattern: RegExp) => [...new Set([...templates.matchAll(pattern)].map(([, name]) => name))].sort();
  expect(names(/include "([^"]+)"/g)).toEqual(names(/define "([^"]+)"/g));
});

test('a preset file is the preset', () => {
  expect(parse(content('values-small.yaml'))).toEqual(fastnext.presets['small']?.values);
  expect(content('values-reference.yaml')).toBe('');
});

test('NOTES say how to reach each service and how to test', () => {
  const notes = content('templates/NOTES.txt');
  expect(notes).toContain(
    'port-forward service/{{ include "fastnext.fullname" . }}-backend {{ .Values.backend.port | int64 }}',
  );
  expect(notes).not.toContain('headless');
  expect(notes).toContain('helm test --namespace {{ .Release.Namespace }} {{ .Release.Name }}');
});

test('NOTES say what an uninstallation leaves, and how to see it', () => {
  const notes = content('templates/NOTES.txt');
  expect(notes).toMatch(
    /the volumes and the Secrets that open them stay[\s\S]*helm uninstall --namespace \{\{ \.Release\.Namespace \}\}/,
  );
  expect(notes).toContain('get pvc,secret --selector app.kubernetes.io/instance={{ .Release.Name }}');
});

test('NOTES wait for every shard of the cache, and for none where there is no cluster', () => {
  expect(content('templates/NOTES.txt')).toContain(
    [
      '{{- range $shard := until (int .Values.redis.shards) }}',
      '{{- if eq $.Values.redis.mode "cluster" }}',
      '  kubectl --namespace {{ $.Release.Namespace }} rollout status statefulset/{{ include "fastnext.fullname" $ }}-redis-{{ $shard | int64 }}',
      '{{- end }}',
      '{{- end }}',
    ].join('\n'),
  );
});

test('the README has a row for each value', () => {
  expect(content('README.md')).toContain('| `backend.autoscaling.max` | `20` | Most replicas. | FastNext |');
});

test('a JSON patch has no template: it is refused by the path of its object', () => {
  const patch = () =>
    helmOf((_, chart) => {
      const manifest = chart.node.findAll().find((node): node is Manifest => node instanceof Manifest);
      manifest?.addJsonPatch(JsonPatch.add('/metadata/x', 1));
    });
  expect(problemsOf(patch)).toMatchObject([
    { code: 'SCALE-PARAM-007', message: "'api/api/ServiceAccount' was changed by a JSON patch" },
  ]);
});

test('labels added with cdk8s are no more lost here than in a plain app', () => {
  const labelled = () =>
    helmOf((_, chart) => {
      const manifest = chart.node.findAll().find((node): node is Manifest => node instanceof Manifest);
      manifest?.metadata.addLabel('tier', 'web');
    });
  let text: string;
  try {
    text = labelled()
      .map(({ content: of }) => of)
      .join('\n');
  } catch {
    return; // Refused like a patch: not lost in silence either.
  }
  expect(text.includes('tier: web')).toBe(true);
});
