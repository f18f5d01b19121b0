/** Servers of which nothing good comes, gone when the test file is done. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { launch, newFolder, signalAll } from '../../postgres-server/processes';
import { freshAddress } from '../../redis/addresses';
import { until } from '../../redis/cluster';

export interface Fake {
  readonly host: string;
  readonly port: number;
}

const servers = new Set<Server>();
const sockets = new Set<Socket>();

/** A server that does with each connection what `answer` says; by default it takes them and is silent. */
export async function fakeServer(answer: (socket: Socket) => void = () => undefined): Promise<Fake> {
  const server = createServer((socket) => {
    keep(socket);
    answer(socket);
  });
  const host = freshAddress();
  server.listen(0, host);
  await once(server, 'listening');
  servers.add(server);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens to no port');
  return { host, port: address.port };
}

/**
 * A host that swallows everything: the queue of its connections is full and nobody empties it, so that the kernel drops whoever knocks.
 */
export async function blackHole(): Promise<Fake> {
  const host = freshAddress();
  const dir = newFolder('black-hole');
  const script = `
    const server = require('node:net').createServer().listen({ port: 0, host: '${host}', backlog: 1 });
    server.on('listening', () => console.log('port', server.address().port));`;
  const child = launch(process.execPath, ['--eval', script], dir);
  const port = () => Number(/port (\d+)/.exec(readFileSync(join(dir, 'log'), 'utf8'))?.[1] ?? 0);
  await until('it listens', () => port() > 0);
  signalAll(child, 'SIGSTOP');
  for (let taken = true; taken;) {
    const socket = keep(connect(port(), host));
    taken = await Promise.race([
      once(socket, 'connect').then(() => true),
      new Promise<false>((resolve) => setTimeout(resolve, 200, false)),
    ]);
  }
  return { host, port: port() };
}

function keep(socket: Socket): Socket {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  socket.on('error', () => undefined);
  return socket.resume();
}

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});
