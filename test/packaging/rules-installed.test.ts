import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { defineStack, globalValues, Stack } from '../../charts';
import { runSynth, type SynthFlags } from '../../cli/synth';
import { Rule, WebService, webServiceValues } from '../../constructs';
import { evaluate, type InstalledObject } from '../../constructs/values/evaluate';
import { installed, isSet, str } from '../../constructs/values/ops';
import { helmFiles } from '../../packaging';
import { installedObjects } from '../../packaging/manifests';
import { call, contents } from '../cli/run';
import { ref, RELEASE } from '../constructs/support';
import { HELM_VERSIONS, type HelmVersion } from '../helm/binaries';
import { helm } from '../helm/run';
import { scratchFolder } from '../helm/scratch';

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'installed-'));
  out = join(folder, 'dist');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const synth = (size: string, flags: Partial<SynthFlags> = {}) =>
  call(() => runSynth({ out, set: [`postgres.storage.size=${size}`], ...flags }));
const MANIFESTS = 'postgres.k8s.yaml';
const sizeIn = (file = join(out, MANIFESTS)) => /storage-size: "?(\w+)/.exec(readFileSync(file, 'utf8'))?.[1];

const object = (name: string, annotations?: Readonly<Record<string, string>>, kind = 'Disk'): InstalledObject => ({
  ...{ apiVersion: 'shop/v1', kind },
  metadata: { name, annotations },
});
const SIZE = installed({ apiVersion: 'shop/v1', kind: 'Disk', name: ref('string', 'name') }, 'shop/size');
const sizeOf = (objects?: readonly InstalledObject[]) =>
  evaluate(SIZE, { values: { name: 'mine' }, release: RELEASE, installed: objects });

/** Makes the folder one of ours, with these files in it. */
function old(files: Readonly<Record<string, string>>): void {
  mkdirSync(out);
  for (const [name, text] of Object.entries({ '.scaleout': Object.keys(files).join('\n'), ...files }))
    writeFileSync(join(out, name), text);
}
const DISK = 'apiVersion: shop/v1\nkind: Disk\nmetadata:\n  name: mine\n  annotations:\n    shop/size: 5Gi\n';

test('it is the annotation of the object that is there', () => {
  expect(sizeOf([object('other', { 'shop/size': '1Gi' }), object('mine', { 'shop/size': '5Gi' })])).toBe('5Gi');
});

test.each<[string, readonly InstalledObject[] | undefined]>([
  ['in a first installation', undefined],
  ['where nothing is', []],
  ['where only an object of another name is', [object('other', { 'shop/size': '5Gi' })]],
  ['where only an object of another kind is', [object('mine', { 'shop/size': '5Gi' }, 'Tape')]],
  ['where only one of another version is', [{ ...object('mine', { 'shop/size': '5Gi' }), apiVersion: 'shop/v2' }]],
  ['where the object has no annotations', [object('mine')]],
  ['where the object has other annotations', [object('mine', { 'shop/colour': 'red' })]],
])('it is unset %s', (_, objects) => {
  expect(sizeOf(objects)).toBe('');
});

test('without an old folder, nothing is installed and every size is fine', () => {
  expect(installedObjects(out)).toEqual([]);
  expect(synth('5Gi').code).toBe(0);
});

test('what is in the old folder is installed: a smaller volume is refused, and the folder stays', () => {
  synth('20Gi');
  const before = contents(out);
  const { code, err } = synth('10Gi');
  expect(code).toBe(1);
  expect(err).toMatch(/SCALE-POSTGRES-010 .*postgres\.storage\.size\n +10Gi is asked for, and 20Gi is installed/);
  expect(contents(out)).toEqual(before);
  expect(synth('20Gi').code).toBe(0);
});

test('a dry run is held against it too', () => {
  synth('20Gi');
  expect(synth('10Gi', { dryRun: true }).err).toContain('SCALE-POSTGRES-010');
});

test('an installation of another name is another one', () => {
  synth('20Gi', { name: 'shop' });
  expect(synth('10Gi', { name: 'other' }).code).toBe(0);
  expect(synth('5Gi', { name: 'other' }).err).toContain('10Gi is installed');
});

test('with --fresh the old folder does not count, and what is written then does', () => {
  synth('20Gi');
  expect(synth('10Gi', { fresh: true }).code).toBe(0);
  expect(sizeIn()).toBe('10Gi');
  expect(synth('5Gi').err).toContain('10Gi is installed');
});

test('a folder that synth did not write says nothing of what is installed', () => {
  synth('20Gi');
  rmSync(join(out, '.scaleout'));
  expect(installedObjects(out)).toEqual([]);
  // It is not replaced either, but that is what is said, and not that a volume is too small.
  const { code, err } = synth('10Gi');
  expect({ code, small: err.includes('SCALE-POSTGRES-010') }).toEqual({ code: 1, small: false });
  expect(err).toContain('SCALE-OUTPUT-001');
  expect(sizeIn()).toBe('20Gi');
});

test('only manifests count, not other files of the folder', () => {
  old({ 'disk.yaml': DISK, 'disk.k8s.yaml.orig': DISK });
  expect(installedObjects(out)).toEqual([]);
});

test('all documents of all manifests are read', () => {
  old({ 'a.k8s.yaml': `${DISK}---\n${DISK.replace('mine', 'second')}`, 'b.k8s.yaml': DISK.replace('mine', 'third') });
  expect(installedObjects(out).map(({ metadata }) => metadata.name)).toEqual(['mine', 'second', 'third']);
});

test('a document that cannot be read says nothing, and does not hide the others', () => {
  old({ 'a.k8s.yaml': `a: [\n---\n${DISK}`, 'b.k8s.yaml': 'x: 1\nx: 2\n', 'c.k8s.yaml': '' });
  expect(installedObjects(out).map(({ metadata }) => metadata.name)).toEqual(['mine']);
  expect(sizeOf(installedObjects(out))).toBe('5Gi');
});

test('broken manifests are replaced as if nothing were installed', () => {
  synth('20Gi');
  writeFileSync(join(out, MANIFESTS), '{{ not: [yaml');
  expect(synth('10Gi').code).toBe(0);
  expect(sizeIn()).toBe('10Gi');
});

test('manifests that are gone from the old folder say nothing', () => {
  synth('20Gi');
  rmSync(join(out, MANIFESTS));
  expect(synth('10Gi').code).toBe(0);
  expect(existsSync(join(out, MANIFESTS))).toBe(true);
});

/** As much of a cluster as Helm asks for: what there is of it, and these objects. */
async function withCluster<T>(objects: readonly InstalledObject[], work: (url: string) => Promise<T>): Promise<T> {
  const list = (kind: string, more: object) => ({ kind, apiVersion: 'v1', ...more });
  const version = { groupVersion: 'shop/v1', version: 'v1' };
  const group = { name: 'shop', versions: [version], preferredVersion: version };
  const answers: Readonly<Record<string, object>> = {
    '/version': { major: '1', minor: '31', gitVersion: 'v1.31.0' },
    '/api': list('APIVersions', { versions: ['v1'] }),
    '/api/v1': list('APIResourceList', { groupVersion: 'v1', resources: [] }),
    '/apis': list('APIGroupList', { groups: [group] }),
    '/apis/shop/v1': list('APIResourceList', {
      groupVersion: 'shop/v1',
      resources: [{ name: 'disks', singularName: 'disk', kind: 'Disk', namespaced: true, verbs: ['get', 'list'] }],
    }),
    ...Object.fromEntries(objects.map((one) => [`/apis/shop/v1/namespaces/prod/disks/${one.metadata.name}`, one])),
  };
  const server = createServer(({ url = '' }, response) => {
    const answer = answers[url.split('?')[0] ?? ''];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? list('Status', { status: 'Failure', reason: 'NotFound', code: 404 })));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** A stack that refuses everything, and says what is installed. */
const shop = defineStack({
  ...{ name: 'shop', description: 'A shop', keywords: [], presets: {} },
  schema: z.strictObject({ ...globalValues(), api: webServiceValues('API.') }),
  build: (stack, values) => {
    const chart = stack.chart('api');
    new WebService(chart, 'api', values.api);
    const now = installed({ apiVersion: 'shop/v1', kind: 'Disk', name: str`${values.api.port}` }, 'shop/size');
    const broken = isSet(str`${values.api.port}`);
    new Rule(chart, { code: 'SCALE-VALUES-003', path: 'api', broken, message: str`there is '${now}'` });
  },
});

describe.each<HelmVersion>([...HELM_VERSIONS])('%s', (version) => {
  const chart = join(scratchFolder(helmFiles(new Stack(shop))), 'helm/shop');
  const said = async (...more: readonly string[]) => {
    const args = ['template', 'x', chart, '--namespace', 'prod', '--set', 'api.port=8080', ...more];
    return /there is '(.*?)'/.exec((await helm(version, args)).stderr)?.[1];
  };
  const saidIn = (objects: readonly InstalledObject[]) =>
    withCluster(objects, (url) => said('--dry-run=server', '--kube-apiserver', url));

  test('asks the cluster, in the namespace of the release', async () => {
    expect(await saidIn([object('other'), object('8080', { 'shop/size': '5Gi' })])).toBe('5Gi');
  });

  test.each<[string, readonly InstalledObject[]]>([
    ['is no object', []],
    ['is only one of another name', [object('other', { 'shop/size': '5Gi' })]],
    ['is one without annotations', [object('8080')]],
    ['is one with other annotations', [object('8080', { 'shop/colour': 'red' })]],
  ])('has it unset where there %s', async (_, objects) => {
    expect(await saidIn(objects)).toBe('');
  });

  test('has it unset where it has no cluster to ask', async () => {
    expect(await said()).toBe('');
  });
});
