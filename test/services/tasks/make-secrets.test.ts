import { makeSecrets } from '../../../services/tasks/src/make-secrets';
import { Secrets } from '../../../services/tasks/src/make-secrets/kubernetes';
import { newPassword } from '../../../services/tasks/src/make-secrets/password';
import { parseLabel, parseSecret } from '../../../services/tasks/src/make-secrets/wanted';
import { Deadline } from '../../../services/tasks/src/patience';
import { FakeSecrets, tokenFile } from './fake-secrets';

let api: FakeSecrets;
let lines: unknown[];
let secrets: Secrets;
const log = {
  info: (...of: unknown[]) => void lines.push(of),
  warn: (...of: unknown[]) => void lines.push(of),
  error: (...of: unknown[]) => void lines.push(of),
};
beforeEach(async () => {
  api = new FakeSecrets();
  lines = [];
  secrets = new Secrets({
    ...{ url: await api.start(), namespace: 'shop', tokenFile: tokenFile() },
    ...{ deadline: new Deadline(5), log },
  });
});
afterEach(() => {
  api.stop();
});
const WANTED = [{ name: 'db', keys: ['app', 'admin'] }];
const make = (dryRun = false) => makeSecrets(secrets, WANTED, { labels: { 'a/b': 'c' }, dryRun, log });
const data = () => api.secrets.get('db')?.data ?? {};

test('a Secret that is not there is made, each key with a password of its own', async () => {
  expect(await make()).toEqual([{ name: 'db', outcome: 'created', keys: ['app', 'admin'] }]);
  expect(Object.keys(data())).toEqual(['app', 'admin']);
  expect(data()['app']).toMatch(/^[0-9a-f]{48}$/);
  expect(data()['app']).not.toBe(data()['admin']);
});
test('Argo CD and Helm are told to keep it', async () => {
  await make();
  expect(api.secrets.get('db')?.metadata).toMatchObject({
    labels: { 'a/b': 'c' },
    annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false', 'helm.sh/resource-policy': 'keep' },
  });
});
test('one that is there is only read', async () => {
  await make();
  api.requests.length = 0;
  const before = data();
  expect(await make()).toEqual([{ name: 'db', outcome: 'untouched', keys: [] }]);
  expect(api.requests).toEqual(['GET']);
  expect(data()).toEqual(before);
});
test('a key that is missing is added, and no other changed', async () => {
  api.secrets.set('db', { data: { app: 'mine' }, version: 7 });
  expect(await make()).toEqual([{ name: 'db', outcome: 'completed', keys: ['admin'] }]);
  expect(data()).toEqual({ app: 'mine', admin: expect.stringMatching(/^[0-9a-f]{48}$/) as string });
});
test('an empty password is none', async () => {
  api.secrets.set('db', { data: { app: '', admin: 'mine' }, version: 7 });
  await make();
  expect(data()).toEqual({ app: expect.stringMatching(/^[0-9a-f]{48}$/) as string, admin: 'mine' });
});
test('somebody who makes it at the same moment wins', async () => {
  api.rival = () => api.secrets.set('db', { data: { app: 'theirs', admin: 'theirs' }, version: 1 });
  expect(await make()).toMatchObject([{ outcome: 'untouched' }]);
  expect(data()).toEqual({ app: 'theirs', admin: 'theirs' });
});
test('a key that somebody adds at the same moment is not overwritten', async () => {
  api.secrets.set('db', { data: { app: 'mine' }, version: 1 });
  api.rival = () => api.secrets.set('db', { data: { app: 'mine', admin: 'theirs' }, version: 2 });
  await make();
  expect(data()).toEqual({ app: 'mine', admin: 'theirs' });
});
test('an API server that is away for a moment is waited for', async () => {
  api.failures.push(503, 429);
  expect(await make()).toMatchObject([{ outcome: 'created' }]);
});
test.each([403, 401])('a right that is missing (%d) is told, with what to do', async (status) => {
  api.failures.push(status);
  await expect(make()).rejects.toMatchObject({
    code: 'SCALE-TASK-002',
    remedy: expect.stringContaining('Role') as string,
  });
});
test('an API server that stays away is told when the time is over', async () => {
  api.failures.push(...Array.from({ length: 50 }, () => 503));
  await expect(make()).rejects.toMatchObject({ code: 'SCALE-TASK-001' });
}, 20_000);
test('a dry run makes nothing', async () => {
  expect(await make(true)).toMatchObject([{ outcome: 'created' }]);
  expect(api.secrets.size).toBe(0);
});
test('no password is ever logged', async () => {
  await make();
  for (const password of Object.values(data())) expect(JSON.stringify(lines)).not.toContain(password);
  expect(JSON.stringify(lines)).toContain('admin');
});

test('passwords need no quoting anywhere, and no two are the same', () => {
  const many = Array.from({ length: 200 }, newPassword);
  expect(new Set(many).size).toBe(200);
  expect(many.every((password) => /^[0-9a-f]+$/.test(password))).toBe(true);
});
test.each(['db:a,b', 'my.db-1:a_b.c'])('%s is a Secret and its keys', (text) => {
  expect(parseSecret(text)?.keys).toEqual(text.split(':')[1]?.split(','));
});
test.each(['db', 'db:', ':a', 'db:a:b', 'DB:a', 'db:a,', 'db:a b', '../x:a'])('%s is none', (text) => {
  expect(parseSecret(text)).toBeUndefined();
});
test('a label is a key and a value, which may be empty', () => {
  expect([parseLabel('a/b=c=d'), parseLabel('a='), parseLabel('=a'), parseLabel('a')]).toEqual([
    ['a/b', 'c=d'],
    ['a', ''],
    undefined,
    undefined,
  ]);
});
