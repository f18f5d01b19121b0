import type { FastifyInstance, Identity } from '@scaleout/runtime';

/** Says which pod answered. A cached answer would name a pod that was never asked, hence `no-store`. */
export function addHello(app: FastifyInstance, identity: Identity): void {
  for (const path of ['/', '/api/v1/hello']) {
    app.get(path, (request, reply) =>
      reply
        .header('cache-control', 'no-store')
        .send({ ...identity, time: new Date().toISOString(), requestId: request.id }),
    );
  }
}
