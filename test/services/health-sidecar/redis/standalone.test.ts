import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { linkUp, until } from '../../redis/cluster';
import { describeFlavours, type Flavour } from '../../redis/flavours';
import { startNode, stopAll, type NodeOptions, type RedisNode } from '../../redis/servers';
import { configOf, passwordFile, run, valuesOf, watched, watching, type Config } from './world';

jest.setTimeout(60_000);
afterEach(stopAll);

const start = (flavour: Flavour, config: NodeOptions['config'] = {}) =>
  startNode({ flavour, config: { ...watched(), ...config } });
const ask = (node: RedisNode, more: Partial<Config> = {}) =>
  watching(configOf([node], { mode: 'standalone', expected: undefined, depth: 'any-node', ...more }));

describeFlavours((flavour) => {
  test('one that is well tells of itself', async () => {
    const node = await start(flavour, { maxmemory: '100mb' });
    const collector = ask(node);
    const first = await run(collector);
    // Nothing was read, so that nothing is known of how often it was found.
    expect(first).toMatchObject({ status: 'ok', facts: { hit_ratio: null } });
    expect(valuesOf(first)).not.toHaveProperty('redis_hit_ratio');

    const client = node.client();
    await client.set('a', 'b');
    await client.mget('a', 'a', 'a', 'none');
    const name = `${node.host}:${node.port}`;
    const second = await run(collector);
    expect(second.facts).toMatchObject({ hit_ratio: 0.75, nodes: [{ name, role: 'master', link: null, keys: 1 }] });
    expect(second.facts?.['latency_ms']).toBeGreaterThan(0);
    expect(valuesOf(second)).toMatchObject({
      ...{ redis_up: 1, redis_hit_ratio: 0.75, [`redis_memory_max_bytes{${name}}`]: 100 * 1024 * 1024 },
      ...{ [`redis_hits_total{${name}}`]: 3, [`redis_misses_total{${name}}`]: 1, [`redis_keys{${name}}`]: 1 },
    });
    expect(valuesOf(second)).not.toHaveProperty('redis_slots_ok');
  });

  test('one that loads its data is degraded until it is done', async () => {
    const node = await start(flavour, { 'enable-debug-command': 'local', 'key-load-delay': 0 });
    await node.call('DEBUG', 'POPULATE', 20_000);
    await node.call('SAVE');
    // Half a millisecond a key, with a look around now and then.
    const slow = await node.restart({
      config: { save: '3600 1', 'key-load-delay': 500, 'loading-process-events-interval-bytes': 1024 },
    });
    const collector = ask(slow);
    const loading = await run(collector);
    expect(loading).toMatchObject({ status: 'degraded', reason: 'it is loading its data' });
    expect(valuesOf(loading)['redis_up']).toBe(1);
    await slow.call('CONFIG', 'SET', 'key-load-delay', 0);
    await until('it has loaded', async () => (await run(collector)).status === 'ok');
  });

  test('a replica that does not hear its master is degraded', async () => {
    const [master, replica] = [await start(flavour), await start(flavour)];
    await replica.call('REPLICAOF', master.host, master.port);
    await until('it hears its master', () => linkUp(replica));
    const collector = ask(replica);
    expect((await run(collector)).status).toBe('ok');
    await master.kill();
    await until('it does not any more', async () => !(await linkUp(replica)));
    expect(await run(collector)).toMatchObject({ status: 'degraded', reason: 'it does not hear its master' });
  });

  test('one that is gone is down, and comes back over a new connection', async () => {
    const node = await start(flavour);
    const collector = ask(node);
    await run(collector);
    await node.kill();
    await expect(run(collector)).rejects.toMatchObject({
      reason: expect.stringMatching(/^it (refuses|closed)/) as string,
    });
    expect(valuesOf(collector.whenFailed ?? {})).toEqual({ redis_up: 0 });
    await node.restart();
    expect((await run(collector)).status).toBe('ok');
  });

  test('a certificate of the own authority is trusted, another is not, and a new authority is read', async () => {
    const make = () =>
      generate([{ name: 'commonName', value: 'shop-redis' }], {
        extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'shop-redis' }] }],
      });
    const [own, other] = [await make(), await make()];
    const plain = await start(flavour);
    const file = (name: string, content: string) => {
      writeFileSync(join(plain.dir, name), content);
      return join(plain.dir, name);
    };
    await plain.stop();
    const node = await plain.restart({
      config: {
        ...{ port: 0, 'tls-port': plain.port, 'tls-auth-clients': 'no' },
        ...{ 'tls-cert-file': file('tls.crt', own.cert), 'tls-key-file': file('tls.key', own.private) },
        'tls-ca-cert-file': file('ca.crt', own.cert),
      },
    });
    const caFile = file('trusted.crt', other.cert);
    const collector = ask(node, { tls: { caFile, serverName: 'shop-redis' } });
    await expect(run(collector)).rejects.toMatchObject({ reason: 'it has a certificate that is not trusted' });

    writeFileSync(caFile, own.cert);
    expect((await run(collector)).status).toBe('ok');
    const wrong = ask(node, { tls: { caFile, serverName: 'another' } });
    await expect(run(wrong)).rejects.toMatchObject({ reason: 'it has a certificate that is not trusted' });
  });

  test('without a password file the user default is asked without a login', async () => {
    const node = await start(flavour);
    expect((await run(ask(node, { user: 'default', passwordFile: undefined }))).status).toBe('ok');
    await node.call('CONFIG', 'SET', 'requirepass', 'secret');
    await expect(run(ask(node, { user: 'default', passwordFile: undefined }))).rejects.toMatchObject({
      reason: 'it refuses the login',
    });
    expect((await run(ask(node, { user: 'default', passwordFile: passwordFile('secret', 'default') }))).status).toBe(
      'ok',
    );
  });
});
