import { App, Chart, Testing } from 'cdk8s';
import { GeneratedSecret, Pooler, PostgresCluster, SecretsJob, WebService } from '../../../constructs';
import type { PostgresClusterProps } from '../../../constructs';
import { WAVE_ANNOTATION } from '../../../constructs/waves';
import { pick } from '../support';
import type { Plain } from '../workload/synth';

const KEYS = [
  'superuser-password',
  'replication-password',
  'patroni-password',
  'pooler-password',
  'app-password',
  'app-alternate-password',
  'monitor-password',
];

/** The objects of a chart with a Job that makes its passwords. */
function synth(add: (chart: Chart) => void) {
  const chart = new Chart(Testing.app(), 'shop');
  add(chart);
  new SecretsJob(chart, 'secrets');
  const objects = (Testing.synth(chart) as (Plain | undefined)[]).filter((object) => object !== undefined);
  const [job] = objects.filter(({ kind, metadata }) => kind === 'Job' && metadata.name.startsWith('shop-secrets-'));
  const role = objects.find(({ kind, metadata }) => kind === 'Role' && metadata.name === 'shop-secrets');
  return { objects, job, role, args: pick(job, 'spec.template.spec.containers.0.args') as string[] };
}
const database = (props: PostgresClusterProps = {}) =>
  synth((chart) => {
    new PostgresCluster(chart, 'postgres', props);
  });
/** A chart with one Secret, and one more. */
const two = (existing = '', needed = true) =>
  synth((chart) => {
    new GeneratedSecret(chart, 'One', 'one', { existing: '', keys: ['a', 'b'], when: true });
    new GeneratedSecret(chart, 'Two', 'two', { existing, keys: ['c'], when: needed });
  });

test('no object is a Secret: nothing that is applied again can overwrite or remove one', () => {
  const { objects } = synth((chart) => {
    const db = new PostgresCluster(chart, 'postgres', { tls: { enabled: true, existingSecret: 'cert' } });
    new Pooler(chart, 'pooler', { database: db });
    new WebService(chart, 'api', { image: 'shop/api:1' }).connect(db);
  });
  expect(objects.length).toBeGreaterThan(20);
  expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
});

describe('a Secret', () => {
  const declared = (existing: string) =>
    new GeneratedSecret(new Chart(new App(), 'shop'), 'Passwords', 'postgres', { existing, keys: ['a'], when: true });
  test('is called as the component, and made by the Job', () => {
    expect(declared('')).toMatchObject({ name: 'shop-postgres', generatedName: 'shop-postgres', generated: true });
  });
  test('that is there already is used under its own name, and left alone', () => {
    expect(declared('mine')).toMatchObject({ name: 'mine', generated: false });
  });
});

describe('the Job', () => {
  test('makes a password for each key of the database', () => {
    expect(database().args).toEqual([
      'make-secrets',
      '--label=app.kubernetes.io/part-of=shop',
      `--secret=shop-postgres:${KEYS.join(',')}`,
    ]);
  });
  test('makes all Secrets of the tree', () => {
    expect(two().args.slice(2)).toEqual(['--secret=shop-one:a,b', '--secret=shop-two:c']);
  });
  test.each<[string, ReturnType<typeof two>]>([
    ['one that is there already', two('mine')],
    ['one that nobody needs', two('', false)],
  ])('does not make %s, and may not touch it', (_, { args, role }) => {
    expect(args.slice(2)).toEqual(['--secret=shop-one:a,b']);
    expect(pick(role, 'rules.1.resourceNames')).toEqual(['shop-one']);
  });
  test.each<[string, PostgresClusterProps]>([
    ['all passwords are there', { existingSecret: 'mine' }],
    ['the database is elsewhere', { mode: 'external', external: { host: 'db' }, existingSecret: 'mine' }],
  ])('is not there, nor its rights, when %s', (_, props) => {
    const { objects } = database(props);
    expect(objects.filter(({ metadata }) => metadata.name.startsWith('shop-secrets'))).toEqual([]);
  });
  test('runs before everything that needs the passwords', () => {
    const { objects, job } = database();
    const wave = (object?: Plain) => Number(object?.metadata.annotations?.[WAVE_ANNOTATION]);
    expect(wave(job)).toBeLessThan(wave(objects.find(({ kind }) => kind === 'StatefulSet')));
  });
  test('has the identity that it needs by then', () => {
    const { objects, job } = database();
    const identity = objects.filter(({ metadata }) => metadata.name === 'shop-secrets');
    expect(identity.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'Role', 'RoleBinding']);
    expect(pick(job, 'spec.template.spec')).toMatchObject({
      serviceAccountName: 'shop-secrets',
      automountServiceAccountToken: true,
    });
  });
  test('holds no password and reads none', () => {
    const pod = pick(database().job, 'spec.template.spec');
    expect(pod).not.toHaveProperty('volumes');
    expect(JSON.stringify(pod)).not.toContain('secretKeyRef');
  });
});

test('its rights: to create Secrets, and to read and change its own by name', () => {
  expect(pick(two().role, 'rules')).toEqual([
    { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
    { apiGroups: [''], resources: ['secrets'], resourceNames: ['shop-one', 'shop-two'], verbs: ['get', 'patch'] },
  ]);
});

describe('its name', () => {
  const name = ({ job }: ReturnType<typeof two>) => job?.metadata.name;
  test('stays as long as the Secrets do', () => {
    expect(name(two())).toBe(name(two()));
    expect(name(database())).toBe(name(database({ replicas: 5, parameters: { work_mem: '64MB' } })));
  });
  test('changes with them', () => {
    const one = synth((chart) => new GeneratedSecret(chart, 'One', 'one', { existing: '', keys: ['a'], when: true }));
    const names = [one, two(), two('mine')].map(name);
    expect(new Set(names).size).toBe(3);
  });
});
