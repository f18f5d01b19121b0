/**
 * Clients that mean no good, as a process of its own: KIND says which, PORT at whom. It says `there` when it is, and stays until it is
 * killed. A connection that is ended by the server is made anew.
 */
import { connect, type Socket } from 'node:net';

const port = Number(process.env['PORT']);
const GET = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n';

interface Kind {
  /** Connections at once. */
  readonly count: number;
  /** Milliseconds until one that was ended is made anew. */
  readonly againMs: number;
  readonly onConnect: (socket: Socket) => void;
}

const KINDS: Readonly<Record<string, Kind>> = {
  idle: { count: 10_000, againMs: 10_000, onConnect: () => undefined },
  // A byte a second, of a request that never ends.
  slow: {
    count: 400,
    againMs: 100,
    onConnect: (socket) => {
      const timer = setInterval(() => socket.write('G'), 1000);
      socket.write('GET / HTTP/1.1\r\nX: ');
      socket.once('close', () => {
        clearInterval(timer);
      });
    },
  },
  unread: {
    count: 400,
    againMs: 1000,
    onConnect: (socket) => {
      socket.pause();
      socket.write(GET.repeat(15));
    },
  },
  // Each of them costs what 2000 requests cost to read, 20 ms, before it is ended.
  pipelining: {
    count: 10,
    againMs: 500,
    onConnect: (socket) => {
      socket.pause();
      socket.write(GET.repeat(2000));
    },
  },
  flood: { count: 200, againMs: 0, onConnect: (socket) => socket.write('GET / HTTP/1.1\r\n') },
  halfOpen: { count: 400, againMs: 10, onConnect: (socket) => socket.end('GET / HTTP/1.1\r\n') },
};

const { count, againMs, onConnect } = KINDS[process.env['KIND'] ?? ''] as Kind;
let connected = 0;

function open(): void {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.once('connect', () => {
    connected += 1;
    if (connected === count) console.log('there');
    onConnect(socket);
  });
  socket.once('end', () => socket.destroy());
  socket.once('close', () => setTimeout(open, againMs));
}

// Not all at once: the queue of the listening socket is short, and a connection that finds no place there waits a second.
async function main(): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    open();
    if (i % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

void main();
