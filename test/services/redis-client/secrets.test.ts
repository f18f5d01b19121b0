import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { connectRedis, type RedisClient } from '@scaleout/redis-client';
import { generate } from 'selfsigned';
import { freePort } from '../redis/addresses';
import { startNodes, until } from '../redis/cluster';
import { describeFlavours } from '../redis/flavours';
import { startNode, stopAll } from '../redis/servers';

jest.setTimeout(30_000);

let folder: string;
let client: RedisClient | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(async () => {
  client?.disconnect();
  client = undefined;
  await stopAll();
  rmSync(folder, { recursive: true });
});

/** Written aside and renamed, as the kubelet does with a mounted Secret. */
const put = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
  return path;
};

describe('without a server', () => {
  test('a file that is not there is said at once, and not when Redis is', () => {
    const env = { REDIS_CLUSTER_NODES: '127.0.0.1:1', REDIS_PASSWORD_FILE: join(folder, 'none') };
    expect(() => connectRedis(env)).toThrow(/^the password of Redis cannot be read from '.*none': ENOENT$/);
  });

  test('an environment that names no Redis is said at once', () => {
    expect(() => connectRedis({})).toThrow('REDIS_CLUSTER_NODES (not set) must be host:port');
  });
});

describeFlavours(
  (flavour) => {
    const passwords = (password: string) => ({ requirepass: password, masterauth: password });

    test.each(['cluster', 'standalone'])('a new password of a %s is used with the next connection', async (mode) => {
      const nodes = await startNodes(1, flavour, () => ({
        config: { ...passwords('old'), 'cluster-enabled': mode === 'cluster' ? 'yes' : 'no' },
      }));
      const [node] = nodes;
      if (node === undefined) throw new Error('one was asked for');
      const admin = node.client({ password: 'old' });
      if (mode === 'cluster') await admin.cluster('ADDSLOTSRANGE', 0, 16_383);
      const REDIS_PASSWORD_FILE = put('password', 'old\n');
      client = connectRedis({
        REDIS_MODE: mode,
        REDIS_CLUSTER_NODES: `${node.host}:${node.port}`,
        REDIS_PASSWORD_FILE,
      });
      await until('it is connected', async () => (await client?.set('a', 'b').catch(() => undefined)) === 'OK');

      await admin.config('SET', 'requirepass', 'new');
      put('password', 'new');
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');

      expect(await client.get('a')).toBe('b');
      expect(await client.get('a')).toBe('b');
    });

    test.each(['cluster', 'standalone'])('a password that a %s refuses appears nowhere', async (mode) => {
      const node = await startNode({
        flavour,
        config: { ...passwords('right'), 'cluster-enabled': mode === 'cluster' ? 'yes' : 'no' },
      });
      const heard: unknown[] = [];
      const output = jest.spyOn(console, 'error').mockImplementation((...args) => heard.push(args));
      client = connectRedis(
        {
          REDIS_MODE: mode,
          REDIS_CLUSTER_NODES: `${node.host}:${node.port}`,
          REDIS_PASSWORD_FILE: put('password', 'hunter2'),
        },
        { onError: (error) => heard.push(error) },
      );
      client.get('a').catch((error: unknown) => heard.push(error));
      await until('it is refused', () => inspect(heard).includes('WRONGPASS'));
      expect(inspect(heard, { depth: 9, showHidden: true })).not.toContain('hunter2');
      expect(output).not.toHaveBeenCalled();
      output.mockRestore();
    });

    test('a cluster with TLS is called by its name, which its certificate proves', async () => {
      const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
        extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
      });
      const port = await freePort('127.0.0.1');
      const node = await startNode({
        flavour,
        port,
        config: {
          port: 0,
          'tls-port': port,
          'tls-auth-clients': 'no',
          'tls-cert-file': put('tls.crt', cert),
          'tls-key-file': put('tls.key', key),
          'cluster-enabled': 'yes',
          'cluster-announce-hostname': 'localhost',
          'cluster-preferred-endpoint-type': 'hostname',
        },
      });
      const admin = node.client({ tls: { ca: cert, servername: 'localhost' } });
      await admin.cluster('ADDSLOTSRANGE', 0, 16_383);
      client = connectRedis({ REDIS_CLUSTER_NODES: `localhost:${port}`, REDIS_TLS_CA_FILE: put('ca.crt', cert) });
      expect(await client.set('a', 'b')).toBe('OK');

      const stranger = await generate([{ name: 'commonName', value: 'localhost' }]);
      put('ca.crt', stranger.cert);
      const errors: Error[] = [];
      client.on('node error', (error: Error) => errors.push(error));
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      // A new CA is read with the next connection as well: this one does not know the server.
      await until('the server is not trusted any more', () =>
        errors.some(({ message }) => /certificate/.test(message)),
      );
      put('ca.crt', cert);
      expect(await client.get('a')).toBe('b');
    });
  },
  ['redis'],
);
