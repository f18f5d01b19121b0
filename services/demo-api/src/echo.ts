import websocket from '@fastify/websocket';
import { ServiceError, type FastifyInstance, type Identity } from '@scaleout/runtime';

/** "Going away": the client may come again at once, and meets another pod. */
const GOING_AWAY = 1001;
const limits = {
  messageBytes: 4096,
  /** How often the client is asked whether it is there; more often than the proxies in between give up a connection that is silent (60 s). */
  pingMs: 25_000,
  /** How long a client may take to answer the end of the conversation. */
  goodbyeMs: 2000,
} as const;

/** Says who answers, and then all that it hears. A stop ends it with 1001. */
export async function addEcho(app: FastifyInstance, identity: Identity): Promise<void> {
  await app.register(websocket, {
    options: { maxPayload: limits.messageBytes },
    preClose(done) {
      const { clients } = this.websocketServer;
      for (const client of clients) client.close(GOING_AWAY, 'this pod is going away');
      setTimeout(() => {
        for (const client of clients) client.terminate();
      }, limits.goodbyeMs).unref();
      this.websocketServer.close();
      done();
    },
  });

  app.route({
    method: 'GET',
    url: '/api/v1/echo',
    handler: () => {
      throw new ServiceError('INVALID_REQUEST', 'This is a WebSocket: ask for an upgrade');
    },
    wsHandler: (socket, request) => {
      let isThere = true;
      const pinging = setInterval(() => {
        if (!isThere) {
          socket.terminate();
          return;
        }
        isThere = false;
        socket.ping();
      }, limits.pingMs);
      socket
        .on('pong', () => {
          isThere = true;
        })
        .on('close', () => {
          clearInterval(pinging);
        })
        // What is too long or malformed ends the conversation by itself.
        .on('error', (error) => {
          request.log.warn({ reason: error.message }, 'echo ended');
        })
        .on('message', (data, isBinary) => {
          socket.send(data, { binary: isBinary });
        });
      socket.send(JSON.stringify({ ...identity, requestId: request.id }));
    },
  });
}
