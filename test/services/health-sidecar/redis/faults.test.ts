/** Faults that last: each run ends in its time, and none leaves anything behind. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { MONITOR_RIGHTS } from '@scaleout/health-contract';
import { CollectorError, type Collector } from '../../../../services/health-sidecar/src/collector';
import { formCluster, startNodes, until } from '../../redis/cluster';
import { describeFlavours } from '../../redis/flavours';
import { startNode, stopAll, type RedisNode } from '../../redis/servers';
import { configOf, openSockets, passwordFile, run, valuesOf, watched, watching } from './world';

jest.setTimeout(60_000);

/** Seconds that a run may take here: there are many of them. */
const SECONDS = 0.4;
const RUNS = 10;

const sockets = new Set<Socket>();
const servers: { close: () => unknown }[] = [];
const rejected: unknown[] = [];
const onRejected = (error: unknown) => rejected.push(error);
beforeAll(() => process.on('unhandledRejection', onRejected));
afterAll(() => process.off('unhandledRejection', onRejected));
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets) socket.destroy();
  await stopAll();
  expect(rejected).toEqual([]);
});

/** A server that is no Redis: `answer` gets what is sent to it. */
async function listen(answer: (socket: Socket, text: string) => void): Promise<{ host: string; port: number }> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    socket.on('data', (data) => {
      answer(socket, data.toString());
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

/** What each of many runs comes to: a reason, or a status. */
async function runs(collector: Collector, count = RUNS): Promise<string[]> {
  const results: string[] = [];
  for (let i = 0; i < count; i += 1) {
    results.push(
      await run(collector, SECONDS).then(
        ({ status, reason }) => `${status}: ${reason}`,
        (error: unknown) => {
          if (error instanceof CollectorError) return error.reason;
          throw error;
        },
      ),
    );
  }
  return results;
}

const ask = (nodes: Parameters<typeof configOf>[0], more: Parameters<typeof configOf>[1] = {}) =>
  watching(configOf(nodes, { expected: undefined, ...more }), SECONDS);

describe('without a server', () => {
  test.each(['any-node', 'every-node'] as const)(
    'a host that takes connections and never answers is let go each time (%s)',
    async (depth) => {
      const hole = await listen(() => undefined);
      expect(new Set(await runs(ask([hole], { depth })))).toEqual(new Set(['it does not answer in time']));
      await until('its connections are closed', () => sockets.size === 0);
    },
  );

  test.each([
    ['in words', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['in part', '$100\r\nabc'],
    ['with another type', ':1\r\n:2\r\n:3\r\n:4\r\n:5\r\n'],
    ['with bytes', '\u0000\u0001\u0002'],
  ])('a host that answers %s is no Redis', async (_, text) => {
    const collector = ask([await listen((socket) => socket.write(text))]);
    for (const result of await runs(collector, 3)) expect(result).toMatch(/^it /);
    await collector.close?.();
    await until('its connections are closed', () => sockets.size === 0);
  });

  test('a password that a server repeats in its error is in no error of ours', async () => {
    const echo = await listen((socket, text) => {
      socket.write(`-ERR unknown command 'AUTH', with args beginning with: ${text.replace(/\r\n/g, ' ')}\r\n`);
    });
    const secret = 'never-to-be-seen';
    const collector = ask([echo], { passwordFile: passwordFile(secret, 'secret') });
    const error: unknown = await run(collector, SECONDS).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CollectorError);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
  });

  test('a password file that is not there is the reason, and nobody is asked', async () => {
    const hole = await listen(() => undefined);
    const collector = ask([hole], { passwordFile: '/none/password' });
    expect((await runs(collector, 1))[0]).toBe('it cannot be asked: the file with the password cannot be read');
    expect(sockets.size).toBe(0);
  });
});

describeFlavours((flavour) => {
  let nodes: RedisNode[];
  beforeEach(async () => {
    nodes = await startNodes(3, flavour, (index) => ({ config: watched(`shop-redis-${index}-0.pods`) }));
    await formCluster(nodes);
  });

  test.each<[string, (collector: Collector) => Promise<unknown>, RegExp]>([
    [
      'all nodes are gone',
      () => Promise.all(nodes.map((node) => node.kill())),
      /^no node answers: one (refuses|closed)/,
    ],
    [
      'all nodes hang',
      () => Promise.all(nodes.map((node) => node.kill('SIGSTOP'))),
      /^no node answers: one does not answer in time$/,
    ],
    [
      'one node hangs',
      async () => nodes[1]?.kill('SIGSTOP'),
      /^down: 5461 slots are not served: shop-redis-1-0 does not/,
    ],
  ])('%s', async (_, harm, reason) => {
    const before = openSockets();
    const collector = ask(nodes);
    expect((await run(collector, SECONDS)).status).toBe('ok');
    const kept = openSockets();
    await harm(collector);
    for (const result of await runs(collector)) expect(result).toMatch(reason);
    await until('no run has left a socket', () => openSockets() <= kept);
    await collector.close?.();
    await until('nothing is left', () => openSockets() <= before);
    await Promise.all(nodes.map((node) => node.kill('SIGCONT')));
  });

  test('a wrong password is refused, each time anew, and the right one is used as soon as it is there', async () => {
    const before = openSockets();
    const collector = ask(nodes, { passwordFile: passwordFile('wrong', 'changing') });
    expect(new Set(await runs(collector))).toEqual(new Set(['no node answers: one refuses the login']));
    await until('no run has left a socket', () => openSockets() <= before);

    passwordFile(undefined, 'changing');
    expect((await run(collector, SECONDS)).status).toBe('ok');
  });

  test('a user without the rights is told so', async () => {
    for (const node of nodes) await node.call('ACL', 'SETUSER', 'monitor', '-cluster|nodes');
    expect(new Set(await runs(ask(nodes), 2))).toEqual(
      new Set(['no node answers: one does not allow the user what has to be asked']),
    );
  });

  test('its rights are all that is used: no node has anything to refuse', async () => {
    const collector = ask(nodes);
    await run(collector, SECONDS);
    for (const node of nodes) {
      expect(await node.call('ACL', 'LOG')).toEqual([]);
      const asked = String(await node.call('INFO', 'commandstats')).match(/cmdstat_[^:]+/g) ?? [];
      for (const right of MONITOR_RIGHTS) expect(asked).toContain(`cmdstat_${right.slice(1)}`);
    }
  });

  test('connections are kept from run to run, one a node', async () => {
    const collector = ask(nodes);
    const connectionsOf = async (node: RedisNode) =>
      Number(/total_connections_received:(\d+)/.exec(String(await node.call('INFO', 'stats')))?.[1]);
    await run(collector, SECONDS);
    const before = await Promise.all(nodes.map(connectionsOf));
    for (let i = 0; i < 5; i += 1) await run(collector, SECONDS);
    const after = await Promise.all(nodes.map(connectionsOf));
    // The one that counts is new itself.
    expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual([1, 1, 1]);
  });

  test('an address at which there is another node by now is not taken for the first', async () => {
    const collector = ask(nodes);
    await run(collector, SECONDS);
    const [, second] = nodes;
    await second?.call('CLUSTER', 'RESET', 'HARD');
    const reading = await run(collector, SECONDS);
    expect(reading).toMatchObject({ status: 'down' });
    expect(valuesOf(reading)['redis_slots_ok']).toBe(10_923);
  });

  test('a node that knows of no cluster is passed over', async () => {
    const fresh = (await startNodes(1, flavour, () => ({ config: watched() }))) as [RedisNode];
    for (const depth of ['any-node', 'every-node'] as const) {
      expect((await run(ask([...fresh, ...nodes], { depth }), SECONDS)).status).toBe('ok');
    }
    expect((await run(ask(fresh), SECONDS)).status).toBe('down');
  });

  test('a server without a cluster is no cluster', async () => {
    const single = await startNode({ flavour, config: watched() });
    expect((await runs(ask([single]), 1))[0]).toMatch(/^it /);
  });
});
