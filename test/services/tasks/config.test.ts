import { ConfigError, kubernetesEnv, postgresEnv, readEnv } from '../../../services/tasks/src/config';
import { runTask } from './task';

jest.setTimeout(30_000);

const SECRETS = { NAMESPACE: 'shop', KUBERNETES_SERVICE_HOST: '10.96.0.1' };
const POSTGRES = {
  ...{ PATRONI_HOST: 'shop-postgres', PATRONI_PASSWORD_FILE: '/secrets/patroni', MEMBERS: '3' },
  ...{ DYNAMIC_FILE: '/config/dynamic.yml', PARAMETERS_FILE: '/config/parameters.json' },
};
const messageOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the environment was accepted');
};

test('what a pod is given anyway is enough to reach the Kubernetes API', () => {
  expect(readEnv(kubernetesEnv, SECRETS)).toEqual({
    ...SECRETS,
    DEADLINE_SECONDS: 120,
    KUBERNETES_SERVICE_PORT: '443',
    KUBERNETES_SCHEME: 'https',
    TOKEN_FILE: '/var/run/secrets/kubernetes.io/serviceaccount/token',
  });
});

test("numbers are numbers, and Patroni's port is its usual one", () => {
  expect(readEnv(postgresEnv, POSTGRES)).toMatchObject({ MEMBERS: 3, PATRONI_PORT: 8008, DEADLINE_SECONDS: 120 });
});

test('one error names every variable that is missing', () => {
  const message = messageOf(() => readEnv(postgresEnv, {}));
  for (const name of Object.keys(POSTGRES)) expect(message).toContain(`  ${name}: `);
  expect(message).not.toMatch(/PATRONI_PORT|DEADLINE_SECONDS/);
});

test.each(['0', '101', '-1', '3.0', '3e0', '0x3', ' 3', '', 'three'])('%j is no number of members', (MEMBERS) => {
  expect(messageOf(() => readEnv(postgresEnv, { ...POSTGRES, MEMBERS }))).toMatch(/:\n {2}MEMBERS: .+$/);
});

test.each(['0', '65536'])('%s is no port of Patroni', (PATRONI_PORT) => {
  expect(messageOf(() => readEnv(postgresEnv, { ...POSTGRES, PATRONI_PORT }))).toContain('PATRONI_PORT');
});

test('a deadline is at least a second and at most a day', () => {
  const deadline = (DEADLINE_SECONDS: string) =>
    readEnv(kubernetesEnv, { ...SECRETS, DEADLINE_SECONDS }).DEADLINE_SECONDS;
  expect([deadline('1'), deadline('86400')]).toEqual([1, 86_400]);
  for (const wrong of ['0', '86401']) expect(messageOf(() => deadline(wrong))).toContain('DEADLINE_SECONDS');
});

test('what is set but empty is refused, not taken for the default', () => {
  expect(messageOf(() => readEnv(kubernetesEnv, { ...SECRETS, NAMESPACE: '', TOKEN_FILE: '' }))).toMatch(
    /NAMESPACE.*\n.*TOKEN_FILE/,
  );
});

test('variables of others are left alone', () => {
  expect(readEnv(kubernetesEnv, { ...SECRETS, SHOP_PORT: 'tcp://10.96.0.9:80' })).not.toHaveProperty('SHOP_PORT');
});

test('a task whose environment is wrong says so and ends as wrongly used', async () => {
  const { code, output } = await runTask(['configure-postgres'], { ...POSTGRES, MEMBERS: 'three' });
  expect(code).toBe(2);
  expect(output).toContain('MEMBERS');
});

test.each([
  ['no task', []],
  ['an unknown task', ['make-coffee']],
  ['a Secret without keys', ['make-secrets', '--secret', 'db']],
])('%s is wrong use as well', async (_, args) => {
  expect((await runTask(args, SECRETS)).code).toBe(2);
});
