import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { fastnext } from '../../charts';
import { synthesize, type SynthOptions } from '../../packaging';
import { problemsOf } from '../constructs/support';

const filesOf = (options: SynthOptions = {}) =>
  new Map(synthesize(fastnext, options).files.map(({ path, content }) => [path, content]));

test('it makes manifests, the chart and Argo CD, each path once', () => {
  const { files } = synthesize(fastnext);
  const groups = new Set(files.map(({ path }) => (path.endsWith('.k8s.yaml') ? 'manifests' : path.split('/')[0])));
  expect([...groups]).toEqual(['manifests', 'helm', 'argocd']);
  expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
});

test('every YAML file that is no template parses', () => {
  for (const [path, content] of filesOf()) {
    if (!path.endsWith('.yaml') || path.includes('/templates/')) continue;
    for (const document of parseAllDocuments(content, { version: '1.1' }))
      expect([path, document.errors]).toEqual([path, []]);
  }
});

test('values reach the manifests; the chart stays the one with the defaults', () => {
  const [plain, changed] = [filesOf(), filesOf({ sets: ['backend.port=9000'] })];
  expect(changed.get('backend.k8s.yaml')).toContain('containerPort: 9000');
  expect(changed.get('helm/fastnext/values.yaml')).toBe(plain.get('helm/fastnext/values.yaml'));
});

test('the name of the installation is the start of every name, and the label of its instance', () => {
  const manifests = filesOf({ name: 'shop' }).get('backend.k8s.yaml') ?? '';
  for (const document of parseAllDocuments(manifests)) {
    expect(document.toJS()).toMatchObject({
      metadata: {
        name: expect.stringMatching(/^shop-fastnext-backend/) as string,
        labels: { 'app.kubernetes.io/instance': 'shop' },
      },
    });
  }
});

test.each(['Foo Bar', 'UPPER', '-x', 'x-', 'a_b', '', 'a'.repeat(54)])(
  '%j is no name of an installation, as in Helm',
  (name) => {
    expect(() => synthesize(fastnext, { name })).toThrow(/SCALE-/);
  },
);

test('all broken rules are said at once, where the values were given', () => {
  const folder = mkdtempSync(join(tmpdir(), 'synth-'));
  const file = join(folder, 'mine.yaml');
  writeFileSync(
    file,
    'backend:\n  autoscaling:\n    min: 9\n    max: 8\nfrontend:\n  shutdown:\n    gracePeriodSeconds: 1\n',
  );
  const problems = problemsOf(() =>
    synthesize(fastnext, { files: [file], sets: ['frontend.probes.liveness.timeoutSeconds=60'] }),
  );
  rmSync(folder, { recursive: true });
  expect(problems.map(({ code, at, path }) => [code, at?.replace(folder, ''), path])).toEqual([
    ['SCALE-WORKLOAD-001', '/mine.yaml:3', 'backend.autoscaling.min'],
    ['SCALE-WORKLOAD-002', '/mine.yaml:7', 'frontend.shutdown.gracePeriodSeconds'],
    [
      'SCALE-WORKLOAD-007',
      '--set frontend.probes.liveness.timeoutSeconds=60',
      'frontend.probes.liveness.timeoutSeconds',
    ],
  ]);
});

test('an Argo CD application of the chart is installed under the same name as the manifests', () => {
  const application = parse(filesOf({ name: 'shop' }).get('argocd/application-helm.yaml') ?? '') as object;
  expect(application).toMatchObject({ spec: { source: { helm: { releaseName: 'shop' } } } });
});
