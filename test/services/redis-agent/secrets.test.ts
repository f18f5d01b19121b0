import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import type { Node } from '../../../services/redis-agent/src/connection';
import { readEnv } from '../../../services/redis-agent/src/env';
import { Rotation, writeSecrets } from '../../../services/redis-agent/src/secrets';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const hash = (password: string) => `#${createHash('sha256').update(password).digest('hex')}`;

describe('passwords', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'redis-agent-'));
    for (const name of ['secrets', 'run']) mkdirSync(join(folder, name));
    give('password', 'of the app');
    give('agent-password', 'agent');
    give('replication-password', 'with "quotes" and \\');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const give = (key: string, password: string) => {
    writeFileSync(join(folder, 'secrets', key), password);
  };
  const env = () =>
    readEnv({
      ...{
        POD_NAME: 'x-0-0',
        POD_NAMESPACE: 'ns',
        POD_IP: '10.0.0.1',
        REDIS_PREFIX: 'x',
        REDIS_PODS_SERVICE: 'x-pods',
      },
      ...{ SECRETS_FOLDER: join(folder, 'secrets'), RUN_FOLDER: join(folder, 'run') },
    });
  const read = (name: string) => readFileSync(join(folder, 'run', name), 'utf8');

  test('stand in the file of users as hashes alone', () => {
    writeSecrets(env());
    expect(read('users.acl')).toContain(`user default on ${hash('of the app')} ~* &* +@all -@admin -@dangerous`);
    expect(read('users.acl')).not.toMatch(/of the app|"quotes"/);
  });

  test('of who only looks make a user that reads no key; without one in the Secret there is none', () => {
    writeSecrets(env());
    expect(read('users.acl')).not.toContain('monitor');
    give('monitor-password', 'looks');
    writeSecrets(env());
    expect(read('users.acl')).toMatch(new RegExp(`^user monitor on ${hash('looks')} [^~&@]*$`, 'm'));
  });

  test('are quoted where the server reads them', () => {
    writeSecrets(env());
    expect(read('secrets.conf')).toBe('masteruser replica\nmasterauth "with \\"quotes\\" and \\\\"\n');
  });

  test('that change are good beside those before, for a quarter of an hour', async () => {
    let now = 0;
    const told: string[] = [];
    const call = (...words: readonly (string | number)[]) => {
      told.push(words.join(' '));
      return Promise.resolve('OK');
    };
    const node: Node = { call, all: () => Promise.resolve([]) };
    const rotation = new Rotation(env(), silent, () => now);
    const look = () => rotation.look(node);
    await look();
    expect(told).toEqual([]);

    give('password', 'new');
    await look();
    expect(read('users.acl')).toContain(`user default on ${hash('new')} ${hash('of the app')} `);
    expect(told).toContain('ACL LOAD');

    now = 14 * 60_000;
    told.length = 0;
    await look();
    expect(told).toEqual([]);

    now = 15 * 60_000;
    await look();
    expect(read('users.acl')).not.toContain(hash('of the app'));
    expect(told).toContain('ACL LOAD');
  });

  test('that could not be brought are brought at the next look', async () => {
    const rotation = new Rotation(env(), silent, () => 0);
    give('agent-password', 'new');
    const gone = () => Promise.reject(new Error('gone'));
    await expect(rotation.look({ call: gone, all: gone })).rejects.toThrow('gone');
    const told: string[] = [];
    const call = (...words: readonly (string | number)[]) => {
      told.push(words.join(' '));
      return Promise.resolve('OK');
    };
    await rotation.look({ call, all: () => Promise.resolve([]) });
    expect(told).toContain('ACL LOAD');
  });
});
