import { Chart, Testing } from 'cdk8s';
import { z } from 'zod';
import { defineStack, globalValues } from '../../../charts';
import {
  bool,
  contextOf,
  GeneratedCertificate,
  GeneratedSecret,
  line,
  SecretsJob,
  str,
  taskValues,
} from '../../../constructs';
import type { GeneratedCertificateProps } from '../../../constructs';
import type { Json } from '../../../constructs/values/expr';
import { parseCertificate } from '../../../services/tasks/src/make-secrets/wanted';
import { HELM_VERSIONS } from '../../helm/binaries';
import { scratchFile } from '../../helm/scratch';
import { writeYaml } from '../../helm/yaml';
import { agree } from '../../parity/agreement';
import { RELEASE, subjectOf, synthObjects } from '../../parity/subject';
import { pick } from '../support';
import type { Plain } from '../workload/synth';

const DEFAULTS: GeneratedCertificateProps = { existing: '', hosts: [], names: ['shop-edge'], when: true };

/** A plain cdk8s app with a certificate, after a Secret of passwords. */
function synth(props: Partial<GeneratedCertificateProps> = {}) {
  const chart = new Chart(Testing.app(), 'shop');
  new GeneratedSecret(chart, 'Passwords', 'one', { existing: '', keys: ['a'], when: true });
  const certificate = new GeneratedCertificate(chart, 'Certificate', 'tls', { ...DEFAULTS, ...props });
  new SecretsJob(chart, 'secrets');
  const objects = (Testing.synth(chart) as (Plain | undefined)[]).filter((object) => object !== undefined);
  const job = objects.find(({ kind }) => kind === 'Job');
  const role = objects.find(({ kind }) => kind === 'Role');
  return {
    certificate,
    objects,
    job,
    role,
    args: (pick(job, 'spec.template.spec.containers.0.args') as string[]).slice(2),
  };
}

describe('a certificate', () => {
  test('is called as the component, and made by the Job', () => {
    expect(synth().certificate).toMatchObject({ name: 'shop-tls', generatedName: 'shop-tls', generated: true });
  });
  test('that is there already is used under its own name, and left alone', () => {
    expect(synth({ existing: 'mine' }).certificate).toMatchObject({ name: 'mine', generated: false });
  });
  test('is in no object: nothing that is applied again can overwrite or remove it', () => {
    expect(synth().objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });
});

describe('the Job', () => {
  test.each<[string, Partial<GeneratedCertificateProps>, string]>([
    ['its name alone', {}, 'shop-edge'],
    ['all its names', { names: ['shop-edge', 'shop-edge.prod.svc'] }, 'shop-edge,shop-edge.prod.svc'],
    [
      'its names and hosts',
      { hosts: ['shop.example.com', '*.example.com'] },
      'shop-edge,shop.example.com,*.example.com',
    ],
  ])('makes one for %s', (_, props, hosts) => {
    const { args } = synth(props);
    expect(args).toEqual(['--secret=shop-one:a', `--certificate=shop-tls:${hosts}`]);
    expect(parseCertificate(args[1]?.replace('--certificate=', '') ?? '')).toEqual({
      name: 'shop-tls',
      hosts: hosts.split(','),
    });
  });
  test.each<[string, Partial<GeneratedCertificateProps>]>([
    ['one that is there already', { existing: 'mine' }],
    ['one that nobody needs', { when: false }],
  ])('does not make %s, and may not touch it', (_, props) => {
    const { args, role } = synth(props);
    expect(args).toEqual(['--secret=shop-one:a']);
    expect(pick(role, 'rules.1.resourceNames')).toEqual(['shop-one']);
  });
  test('may create Secrets, and read and change its own by name', () => {
    expect(pick(synth().role, 'rules')).toEqual([
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['shop-one', 'shop-tls'], verbs: ['get', 'patch'] },
    ]);
  });
  test('is another one, and so runs, when there is another host', () => {
    const name = (props?: Partial<GeneratedCertificateProps>) => synth(props).job?.metadata.name;
    expect(name({ hosts: ['a.example.com'] })).toBe(name({ hosts: ['a.example.com'] }));
    expect(new Set([name(), name({ hosts: ['a.example.com'] }), name({ hosts: ['b.example.com'] })]).size).toBe(3);
  });
});

describe('in a stack, with hosts from the values', () => {
  const subject = subjectOf(
    defineStack({
      ...{ name: 'shop', description: 'A shop', keywords: [], presets: {} },
      schema: z.strictObject({
        ...globalValues(),
        tls: z
          .strictObject({
            enabled: bool(true, 'Whether there is TLS.'),
            existingSecret: line('', 'A Secret with a certificate.'),
            hosts: z
              .array(
                z
                  .string()
                  .regex(/^(\*\.)?[a-z0-9.-]+$/, 'a host')
                  .meta({ token: true }),
              )
              .default([])
              .meta({ description: 'Hosts.' }),
          })
          .prefault({})
          .meta({ description: 'TLS.' }),
        tasks: taskValues(),
      }),
      build: (stack, { tls, tasks }) => {
        const chart = stack.chart('secrets');
        const edge = str`${contextOf(chart).fullname}-edge`;
        new GeneratedCertificate(chart, 'Certificate', 'tls', {
          ...{ existing: tls.existingSecret, hosts: tls.hosts, when: tls.enabled },
          names: [edge, str`${edge}.$(NAMESPACE).svc`],
        });
        new SecretsJob(chart, 'secrets', tasks);
      },
    }),
  );
  const installation = (tls: Readonly<Record<string, Json>>) => ({
    release: RELEASE,
    files: [scratchFile(writeYaml({ tls }))],
  });
  const objects = (tls: Readonly<Record<string, Json>>) => Object.values(synthObjects(subject, installation(tls)));
  const job = (tls: Readonly<Record<string, Json>>) => objects(tls).find((object) => pick(object, 'kind') === 'Job');
  const args = (tls: Readonly<Record<string, Json>>) => pick(job(tls), 'spec.template.spec.containers.0.args');

  test('the Job is told them all', () => {
    expect(args({ hosts: ['shop.example.com', '*.shop.example.com'] })).toEqual([
      ...['make-secrets', '--label=app.kubernetes.io/part-of=shop'],
      '--certificate=shop-tls:shop-edge,shop-edge.$(NAMESPACE).svc,shop.example.com,*.shop.example.com',
    ]);
  });
  test('Kubernetes fills in the namespace, as it knows the variable by then', () => {
    expect(pick(job({}), 'spec.template.spec.containers.0.env')).toContainEqual({
      name: 'NAMESPACE',
      valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } },
    });
  });
  test('none are none', () => {
    expect(args({})).toContain('--certificate=shop-tls:shop-edge,shop-edge.$(NAMESPACE).svc');
  });
  test('another host is another Job', () => {
    const name = (host: string) => pick(job({ hosts: [host] }), 'metadata.name');
    expect(name('a.example.com')).not.toBe(name('b.example.com'));
  });
  test.each<Readonly<Record<string, Json>>>([{ existingSecret: 'mine' }, { enabled: false }])(
    'there is nothing to do with %j',
    (tls) => {
      expect(objects(tls)).toEqual([]);
    },
  );
  describe.each(HELM_VERSIONS)('%s makes the same', (version) => {
    test.each<Readonly<Record<string, Json>>>([
      {},
      { hosts: ['shop.example.com'] },
      { hosts: ['shop.example.com', '*.shop.example.com'] },
      { existingSecret: 'mine', hosts: ['shop.example.com'] },
      { enabled: false },
    ])('of %j', async (tls) => {
      await agree(subject, version, installation(tls));
    });
  });
});
