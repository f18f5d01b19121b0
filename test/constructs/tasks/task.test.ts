import { Chart, Testing } from 'cdk8s';
import { Manifest, provideContext, contextOf, type StackContext, type TaskSchema } from '../../../constructs';
import { Task, type TaskContent, type TaskProps } from '../../../constructs/tasks/task';
import { taskValues } from '../../../constructs/tasks/values';
import { resolveProps, type PropsOf } from '../../../constructs/values/props';
import { WAVE_ANNOTATION } from '../../../constructs/waves';
import { pick } from '../support';
import type { Plain } from '../workload/synth';

interface Change {
  readonly settings?: NonNullable<PropsOf<TaskSchema>>;
  readonly content?: Partial<TaskContent>;
  readonly context?: Partial<StackContext>;
  readonly props?: Partial<TaskProps>;
}
const RULES = [{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }];

/** The objects of a task `tidy` in a chart `shop`. */
function synth({ settings = {}, content, context, props }: Change = {}) {
  const chart = new Chart(Testing.app(), 'shop');
  if (context !== undefined) provideContext(chart, { ...contextOf(chart), ...context });
  new Task(chart, 'tidy', {
    settings: resolveProps(taskValues(), settings, 'test'),
    when: true,
    wave: -3,
    content: () => ({ args: ['tidy'], inputs: { of: 'one' }, ...content }),
    ...props,
  });
  const objects = (Testing.synth(chart) as (Plain | undefined)[]).filter((object) => object !== undefined);
  const get = (kind: string) => objects.find((object) => object.kind === kind);
  return { objects, get, job: get('Job'), pod: pick(get('Job'), 'spec.template.spec') as Record<string, unknown> };
}
const name = (change?: Change) => synth(change).job?.metadata.name;

test('a task without rights is a Job and an identity that can do nothing', () => {
  const { objects, pod } = synth();
  expect(objects.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'Job']);
  expect(pod).toMatchObject({ serviceAccountName: 'shop-tidy', automountServiceAccountToken: false });
});
test('one with rights has these and no others', () => {
  const { objects, get, pod } = synth({ props: { rules: () => RULES } });
  expect(objects.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'Role', 'RoleBinding', 'Job']);
  expect(pick(get('Role'), 'rules')).toEqual(RULES);
  expect(get('RoleBinding')).toMatchObject({
    roleRef: { kind: 'Role', name: 'shop-tidy' },
    subjects: [{ kind: 'ServiceAccount', name: 'shop-tidy' }],
  });
  expect(pod).toMatchObject({ automountServiceAccountToken: true });
});
test('only one with rights trusts the certificate of the API server', () => {
  const variables = ({ pod }: ReturnType<typeof synth>) => JSON.stringify(pick(pod, 'containers.0.env'));
  expect(variables(synth({ props: { rules: () => RULES } }))).toContain('NODE_EXTRA_CA_CERTS');
  expect(variables(synth())).not.toContain('NODE_EXTRA_CA_CERTS');
});
test('one whose condition does not hold is nothing', () => {
  expect(synth({ props: { when: false, rules: () => RULES } }).objects).toEqual([]);
});

test('one that repeats goes away when it is done, and runs at each sync of Argo CD', () => {
  const { job } = synth({ props: { repeats: true } });
  expect(pick(job, 'spec.ttlSecondsAfterFinished')).toBe(600);
  expect(job?.metadata.annotations).toMatchObject({
    'argocd.argoproj.io/hook': 'Sync',
    'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
  });
});
test('one that does not stays, so that it is not done again', () => {
  const { job } = synth();
  expect(pick(job, 'spec')).not.toHaveProperty('ttlSecondsAfterFinished');
  expect(Object.keys(job?.metadata.annotations ?? {})).toEqual([WAVE_ANNOTATION]);
});

describe('one that is run on removal', () => {
  /** Kinds and presences: what of it is applied, by nobody. */
  const parts = (props: Partial<TaskProps> = {}) => {
    const chart = new Chart(Testing.app(), 'shop');
    const content = () => ({ args: ['tidy'], inputs: {} });
    const task = {
      settings: resolveProps(taskValues(), {}, 'test'),
      when: true,
      wave: -2,
      content,
      rules: () => RULES,
    };
    new Task(chart, 'tidy', { ...task, onRemoval: true, ...props });
    return chart.node.findAll().filter((node): node is Manifest => node instanceof Manifest);
  };
  test('is no part of what is applied, and neither are its identity and its rights', () => {
    expect(parts().map(({ kind, isApplied }) => [kind, isApplied])).toEqual(
      ['ServiceAccount', 'Role', 'RoleBinding', 'Job'].map((kind) => [kind, false]),
    );
    expect(synth({ props: { onRemoval: true, rules: () => RULES } }).objects).toEqual([]);
  });
  test('stands in no wave', () => {
    expect(parts({ wave: 0 }).map((part) => part.presence.wave)).toEqual([0, 0, 0, 0]);
  });
  test('has a name without a hash: an earlier one makes way for it', () => {
    const job = parts().find(({ kind }) => kind === 'Job');
    expect(pick(job?.template, 'metadata.name')).toBe('shop-tidy');
  });
});

describe("the Job's name", () => {
  test('fits into a label of its pods, however long that of the stack is', () => {
    const long = 'a-very-long-name-of-a-release-of-40-chars';
    const found = name({ context: { fullname: `${long}-and-more` } }) ?? '';
    expect(found).toMatch(/^a-very-long-name-of-a-release-of-40-chars-and-more[a-z-]*-[0-9a-f]{8}$/);
    expect(found.length).toBeLessThanOrEqual(63);
  });
  test('is another one when the pods pull with other Secrets, as a Job cannot be changed', () => {
    const { pods } = contextOf(new Chart(Testing.app(), 'shop'));
    expect(name({ context: { pods: { ...pods, imagePullSecrets: [{ name: 'mine' }] } } })).not.toBe(name());
  });
  test('is that of the task with eight digits of a hash', () => {
    expect(name()).toMatch(/^shop-tidy-[0-9a-f]{8}$/);
    expect(synth().get('ServiceAccount')?.metadata.name).toBe('shop-tidy');
  });
  test.each<[string, Change]>([
    ['what it depends on', { content: { inputs: { of: 'two' } } }],
    ['one more thing that it depends on', { content: { inputs: { of: 'one', and: true } } }],
    ['its image', { settings: { image: { tag: '2' } } }],
    ['its resources', { settings: { resources: { limits: { memory: '1Gi' } } } }],
    ['its deadline', { settings: { deadlineSeconds: 60 } }],
    ['where it may run', { settings: { nodeSelector: { disk: 'fast' } } }],
    ['the version of the stack', { context: { version: '9.9.9' } }],
    ['the registry', { context: { pods: { imageRegistry: 'mirror.example.org', imagePullSecrets: [] } } }],
  ])('changes with %s', (_, change) => {
    expect(name(change)).not.toBe(name());
  });
  test.each<[string, Change]>([
    ['nothing changes', {}],
    ['a default is written out', { settings: { deadlineSeconds: 900 } }],
    ['only its place among the others changes', { props: { wave: 5 } }],
  ])('stays when %s', (_, change) => {
    expect(name(change)).toBe(name());
  });
  test('does not depend on the order of what it is made from', () => {
    expect(name({ content: { inputs: { a: '1', b: '2' } } })).toBe(name({ content: { inputs: { b: '2', a: '1' } } }));
  });
});

test('the pod is restricted, and writes nowhere', () => {
  const { pod } = synth();
  expect(pod).toMatchObject({ securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } });
  expect(pick(pod, 'containers.0.securityContext')).toEqual({
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
  });
  expect(pod).not.toHaveProperty('volumes');
});
test('it tries again, until its deadline, which it is told', () => {
  const { job, pod } = synth({ settings: { deadlineSeconds: 120 } });
  expect(pick(job, 'spec')).toMatchObject({ activeDeadlineSeconds: 120 });
  expect(pod).toMatchObject({ restartPolicy: 'OnFailure' });
  expect(pick(pod, 'containers.0.env')).toContainEqual({ name: 'DEADLINE_SECONDS', value: '120' });
});
test('it is given what its content says', () => {
  const volumes = [{ name: 'config', configMap: { name: 'shop' } }];
  const volumeMounts = [{ name: 'config', mountPath: '/etc/x', readOnly: true }];
  const env = [{ name: 'X', value: 'y' }];
  const { pod } = synth({ content: { args: ['tidy', '--all'], env, volumes, volumeMounts } });
  expect(pod).toMatchObject({ volumes, containers: [{ args: ['tidy', '--all'], volumeMounts }] });
  expect(pick(pod, 'containers.0.env')).toContainEqual(env[0]);
});
test('its content is asked for when the whole tree stands', () => {
  const asked: string[] = [];
  const chart = new Chart(Testing.app(), 'shop');
  const content = () => {
    asked.push('asked');
    return { args: ['tidy'], inputs: {} };
  };
  new Task(chart, 'tidy', { settings: resolveProps(taskValues(), {}, 'test'), when: true, wave: 0, content });
  expect(asked).toEqual([]);
  Testing.synth(chart);
  expect(asked).not.toEqual([]);
});
test('its wave is that of the Job', () => {
  expect(synth({ props: { wave: -2 } }).job?.metadata.annotations).toMatchObject({ [WAVE_ANNOTATION]: '-2' });
});
