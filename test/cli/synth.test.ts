import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSynth, type SynthFlags } from '../../cli/synth';
import { call, contents } from './run';

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  out = join(folder, 'dist');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const synth = (flags: Partial<SynthFlags> = {}) => call(() => runSynth({ out, ...flags }));
function file(text: string, name = 'mine.yaml'): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test('it writes everything and says what, and what to do next', () => {
  const { code, out: said, err } = synth();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const files = Object.keys(contents(out)).filter((path) => path !== '.scaleout');
  expect(said).toContain(`Wrote ${files.length} files`);
  expect(said).toMatch(/backend\.k8s\.yaml +ServiceAccount, ConfigMap, 2 Service, Deployment/);
  expect(said).toMatch(/helm install NAME \S+\/dist\/helm\/fastnext/);
});

test('the line for Helm makes what the manifests are: it names the preset, the files and the single values', () => {
  const values = [file('backend: { port: 9000 }')];
  const line = (flags: Partial<SynthFlags>) =>
    / {2}helm install NAME (\S+)(.*?) {2,}/.exec(synth({ fresh: true, ...flags }).out) ?? [];
  const [, chart = ''] = line({});
  expect(line({ values, set: ['backend.config.NAME=the shop'], preset: 'small' })[2]).toBe(
    ` -f ${chart}/values-small.yaml -f ${values[0] ?? ''} --set 'backend.config.NAME=the shop'`,
  );
  expect(line({ preset: 'reference' })[2]).toBe('');
});

test('a dry run says the same and writes nothing', () => {
  const { code, out: said } = synth({ dryRun: true });
  expect(code).toBe(0);
  expect(said).toContain('Would write');
  expect(existsSync(out)).toBe(false);
});

test('values come from files, --set and a preset', () => {
  const values = [file('backend: { port: 9000 }', 'a.yaml'), file('frontend: { port: 9001 }', 'b.yaml')];
  expect(synth({ values, set: ['backend.autoscaling.max=5'], preset: 'small' }).code).toBe(0);
  const [backend, frontend] = ['backend', 'frontend'].map((name) =>
    readFileSync(join(out, `${name}.k8s.yaml`), 'utf8'),
  );
  expect(backend).toContain('containerPort: 9000');
  expect(backend).toContain('maxReplicas: 5');
  expect(backend).toContain('minReplicas: 1');
  expect(frontend).toContain('containerPort: 9001');
});

describe('what is refused is printed and leaves the output untouched', () => {
  test.each<[string, () => Partial<SynthFlags>, RegExp]>([
    [
      'an unknown key',
      () => ({ values: [file('backend:\n  prt: 1\n')] }),
      /error SCALE-VALUES-001 \S*mine\.yaml:2 backend\.prt\n {2}the key 'prt' is not known\.\n {2}Did you mean 'port'\?/,
    ],
    ['broken YAML', () => ({ values: [file('a: [')] }), /error SCALE-VALUES-010 \S*mine\.yaml:1/],
    ['a missing file', () => ({ values: [join(folder, 'none.yaml')] }), /error SCALE-VALUES-010 \S*none\.yaml/],
    ['an unreadable --set', () => ({ set: ['backend'] }), /error SCALE-VALUES-011 --set backend/],
    ['an unknown preset', () => ({ preset: 'big' }), /error SCALE-VALUES-012 --preset big/],
    [
      'a broken rule',
      () => ({ set: ['backend.autoscaling.min=30'] }),
      /error SCALE-WORKLOAD-001 --set backend\.autoscaling\.min=30 backend\.autoscaling\.min\n {2}the minimum \(30\) is above the maximum \(20\)\./,
    ],
  ])('%s', (_, flags, message) => {
    synth();
    const before = contents(out);
    const { code, out: said, err } = synth(flags());
    expect({ code, said }).toEqual({ code: 1, said: '' });
    expect(err).toMatch(message);
    expect(err).toMatch(/\n1 problem; nothing was written\.\n$/);
    expect(contents(out)).toEqual(before);
  });
});

test('problems are counted', () => {
  expect(synth({ set: ['backend.port=0', 'frontend.port=0'] }).err).toContain('2 problems; nothing was written.');
});

test('a folder of somebody else is not replaced', () => {
  file('mine');
  const { code, err } = synth({ out: folder });
  expect(code).toBe(1);
  expect(err).toContain('SCALE-OUTPUT-001');
  expect(contents(folder)).toEqual({ 'mine.yaml': 'mine' });
});

test('Argo CD is told what the flags say', () => {
  synth({
    argocdRepo: 'https://example.com/x.git',
    argocdRevision: 'v2',
    argocdPath: 'deploy',
    argocdNamespace: 'prod',
  });
  const application = readFileSync(join(out, 'argocd/application-helm.yaml'), 'utf8');
  for (const text of [
    'repoURL: https://example.com/x.git',
    'targetRevision: v2',
    'path: deploy/helm/fastnext',
    'namespace: prod',
  ]) {
    expect(application).toContain(text);
  }
});

test('a file of targets makes the ApplicationSet, and a fault in it is printed with its line', () => {
  const argocdTargets = file('eu:\n  region: eu-west-1\n  namespace: shop\n', 'targets.yaml');
  expect(synth({ argocdTargets }).code).toBe(0);
  const text = readFileSync(join(out, 'argocd/applicationset.yaml'), 'utf8');
  expect(text).toContain('region: eu-west-1');
  expect(text).not.toContain('staging');
  const { code, err } = synth({ argocdTargets: file('eu:\n  regoin: x\n', 'targets.yaml') });
  expect(code).toBe(1);
  expect(err).toMatch(/error SCALE-VALUES-001 \S*targets\.yaml:2 eu\.regoin\n.*\n {2}Did you mean 'region'\?/);
});

test('what is no refusal is no quiet exit: it is thrown', () => {
  expect(() => synth({ values: 5 as never })).toThrow(TypeError);
});
