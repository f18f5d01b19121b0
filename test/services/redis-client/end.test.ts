import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedis } from '@scaleout/redis-client';
import type { Cluster } from 'ioredis';
import { until } from '../redis/cluster';

const INTERVAL_MS = 20;
const bulk = (text: string): string => `$${text.length}\r\n${text}\r\n`;

/** A cluster of one node that knows just what a client asks first; it can be told not to answer how it is made. */
async function node() {
  const state = { isSilent: false, port: 0, unanswered: [] as (() => void)[] };
  const shape = () => `*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n${bulk('127.0.0.1')}:${state.port}\r\n`;
  const answer = (command: string, socket: Socket): string => {
    if (/cluster[^]*slots/i.test(command)) {
      if (!state.isSilent) return shape();
      state.unanswered.push(() => socket.write(shape()));
      return '';
    }
    if (/cluster[^]*info/i.test(command)) return bulk('cluster_state:ok');
    return /info/i.test(command) ? bulk('loading:0') : '+OK\r\n';
  };
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      for (const [command] of chunk.toString().matchAll(/\*\d+\r\n(\$\d+\r\n[^\r]*\r\n)+/g))
        socket.write(answer(command, socket));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  state.port = (server.address() as AddressInfo).port;
  return { state, server };
}

test('a client that is ended while it looks at the cluster does not look again: its process could not end', async () => {
  const { state, server } = await node();
  const env = { REDIS_MODE: 'cluster', REDIS_CLUSTER_NODES: `127.0.0.1:${state.port}` };
  const client = connectRedis(env) as Cluster;
  (client.options as { slotsRefreshInterval: number }).slotsRefreshInterval = INTERVAL_MS;
  await once(client, 'ready');
  state.isSilent = true;
  await until('a look is under way', () => Promise.resolve(state.unanswered.length > 0));

  const looks = jest.spyOn(client, 'refreshSlotsCache');
  const ended = once(client, 'end');
  client.disconnect();
  await ended;
  for (const late of state.unanswered) late();
  server.close();
  await sleep(INTERVAL_MS);
  looks.mockClear();
  await sleep(INTERVAL_MS * 10);
  expect(looks).not.toHaveBeenCalled();
});
