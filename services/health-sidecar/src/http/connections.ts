/** Who is connected, and who has to go when there are too many. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests on one connection that are not answered yet. No client in use sends more than one before it has the answer. */
const MAX_PIPELINED = 16;

/**
 * Keeps at most so many connections. When one more comes, the one goes that has been without a complete request for longest: a kubelet
 * opens a connection for each probe, and has to find a place whoever else holds theirs.
 */
export class Connections {
  /** In the order of the last complete request, or of their beginning. */
  private readonly open = new Map<Socket, number>();

  constructor(
    server: Server,
    private readonly options: {
      readonly limit: () => number;
      /** Told of each connection that had to go: for want of a place, or for asking too much at once. */
      readonly onRefused: (reason: 'connections' | 'pipelining') => void;
    },
  ) {
    server.on('connection', (socket) => {
      this.add(socket);
    });
  }

  get count(): number {
    return this.open.size;
  }

  /** Notes a request; false when its connection had to be ended instead. */
  began({ socket }: IncomingMessage, response: ServerResponse): boolean {
    if (socket.destroyed) return false;
    const underWay = (this.open.get(socket) ?? 0) + 1;
    if (underWay > MAX_PIPELINED) {
      this.options.onRefused('pipelining');
      socket.destroy();
      return false;
    }
    this.open.delete(socket);
    this.open.set(socket, underWay);
    response.once('close', () => {
      const left = this.open.get(socket);
      if (left !== undefined) this.open.set(socket, left - 1);
    });
    return true;
  }

  private add(socket: Socket): void {
    this.open.set(socket, 0);
    socket.once('close', () => this.open.delete(socket));
    for (const oldest of this.open.keys()) {
      if (this.open.size <= this.options.limit()) return;
      this.open.delete(oldest);
      this.options.onRefused('connections');
      oldest.destroy();
    }
  }
}
