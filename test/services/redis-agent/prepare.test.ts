import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnv } from '../../../services/redis-agent/src/env';
import { namingOf } from '../../../services/redis-agent/src/places';
import { NOBODY, ownIdentity, updateAddresses, type Others } from '../../../services/redis-agent/src/prepare';

const log = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
const [ME, MASTER] = ['a', 'b'].map((letter) => letter.repeat(40)) as [string, string];
const BEFORE = { me: '10.0.0.1', master: '10.0.0.2' };
const NOW = { me: '10.9.9.1', master: '10.9.9.2' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redis-prepare-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const envOf = (more: Record<string, string> = {}) =>
  readEnv({
    ...{ POD_NAME: 'k-0-1', POD_NAMESPACE: 'ns', POD_IP: NOW.me, REDIS_PREFIX: 'k', REDIS_PODS_SERVICE: 'pods' },
    ...{ DATA_FOLDER: folder, RESOLVE_SECONDS: '1', ANSWER_SECONDS: '0', ...more },
  });
const file = () => join(folder, 'nodes.conf');
const write = () => {
  const name = (pod: string) => `${pod}.pods.ns.svc`;
  writeFileSync(
    file(),
    [
      `${MASTER} ${BEFORE.master}:6379@16379,${name('k-0-0')} master - 0 0 1 connected 0-5460`,
      `${ME} ${BEFORE.me}:6379@16379,${name('k-0-1')} myself,slave ${MASTER} 0 0 1 connected`,
      'vars currentEpoch 7 lastVoteEpoch 0',
    ].join('\n'),
  );
};
/** Where the two are, after the start was prepared. */
async function prepared(others: Partial<Others>, more?: Record<string, string>) {
  const env = envOf(more);
  const around = { resolve: () => Promise.resolve(NOW.master), identityOf: () => Promise.resolve(MASTER), ...others };
  await updateAddresses(env, namingOf(env), around, log);
  const [master, me] = readFileSync(file(), 'utf8').split('\n');
  return { master: master?.split(/[ :]/)[1], me: me?.split(/[ :]/)[1] };
}

test('a node that comes back knows where it is itself, and where the others are now', async () => {
  write();
  expect(await prepared({})).toEqual(NOW);
});

test('a master whose volume is lost is not looked for where its pod is now: its replica would copy nothing over its data', async () => {
  write();
  expect(await prepared({ identityOf: () => Promise.resolve(NOBODY) })).toEqual({ ...NOW, master: BEFORE.master });
});

test('one that has no address is waited for until it has one', async () => {
  write();
  let asked = 0;
  const resolve = () => Promise.resolve((asked += 1) > 2 ? NOW.master : undefined);
  expect(await prepared({ resolve })).toEqual(NOW);
});

test('one that does not say who it is is waited for, and then taken for where it was', async () => {
  write();
  let asked = 0;
  const identityOf = () => Promise.resolve((asked += 1) > 2 ? MASTER : undefined);
  expect(await prepared({ identityOf }, { ANSWER_SECONDS: '1' })).toEqual(NOW);
  write();
  expect(await prepared({ identityOf: () => Promise.resolve(undefined) })).toEqual({ ...NOW, master: BEFORE.master });
});

test('a new node is nobody, and there is nothing to prepare', async () => {
  const env = envOf();
  expect(ownIdentity(env)).toBe(NOBODY);
  await updateAddresses(
    env,
    namingOf(env),
    { resolve: () => Promise.resolve(undefined), identityOf: () => Promise.resolve(undefined) },
    log,
  );
  write();
  expect(ownIdentity(env)).toBe(ME);
});
