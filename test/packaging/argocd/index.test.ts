import { parse } from 'yaml';
import { fastnext } from '../../../charts';
import type { Json } from '../../../constructs/values/expr';
import { argocdFiles, type ArgocdOptions } from '../../../packaging';
import { pick } from '../../constructs/support';

const files = (overrides: Json = {}, options: ArgocdOptions = {}) =>
  Object.fromEntries(
    argocdFiles(fastnext, overrides, options).map(({ path, content }) => [
      path.replace(/^argocd\/|\.yaml$/g, ''),
      parse(content) as unknown,
    ]),
  );

test('there is a project, and an application each for manifests and chart', () => {
  const { project, 'application-manifests': manifests, 'application-helm': helm } = files();
  expect([project, manifests, helm].map((object) => pick(object, 'kind'))).toEqual([
    'AppProject',
    'Application',
    'Application',
  ]);
  expect(pick(manifests, 'metadata.name')).not.toBe(pick(helm, 'metadata.name'));
});

test('the project lets its applications read one repository and write one namespace', () => {
  const { project } = files({}, { repo: 'https://example.com/x.git', namespace: 'prod' });
  expect(pick(project, 'spec')).toMatchObject({
    sourceRepos: ['https://example.com/x.git'],
    destinations: [{ namespace: 'prod' }],
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
  });
});

test.each(['application-manifests', 'application-helm'])('%s is what the project allows', (name) => {
  const all = files({}, { repo: 'https://example.com/x.git', revision: 'v2', namespace: 'prod' });
  expect(pick(all[name], 'spec')).toMatchObject({
    project: pick(all['project'], 'metadata.name'),
    source: { repoURL: 'https://example.com/x.git', targetRevision: 'v2' },
    destination: { namespace: 'prod' },
    syncPolicy: { automated: { prune: true, selfHeal: true } },
  });
});

test('each finds its files in the folder of the output', () => {
  const { 'application-manifests': manifests, 'application-helm': helm } = files({}, { path: 'deploy/out' });
  expect(pick(manifests, 'spec.source')).toMatchObject({ path: 'deploy/out', directory: { include: '*.k8s.yaml' } });
  expect(pick(helm, 'spec.source.path')).toBe('deploy/out/helm/fastnext');
});

test('overrides go along with the chart, as they were given, and nothing else', () => {
  const overrides = { backend: { autoscaling: { max: 7 }, resources: { limits: { cpu: null } } } };
  expect(pick(files(overrides)['application-helm'], 'spec.source.helm.valuesObject')).toEqual(overrides);
  expect(pick(files()['application-helm'], 'spec.source.helm')).not.toHaveProperty('valuesObject');
});

test.each(['application-manifests', 'application-helm'])('%s makes a namespace for restricted pods alone', (name) => {
  const { syncOptions, managedNamespaceMetadata } = pick(files()[name], 'spec.syncPolicy') as Record<string, unknown>;
  expect(syncOptions).toContain('CreateNamespace=true');
  expect(pick(managedNamespaceMetadata, 'labels')).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'restricted',
  });
});
