import { defineService, optionalHttpUrl, type FastifyReply, type FastifyRequest } from '@scaleout/runtime';
import { config, version } from '../package.json';
import { askBackend, type Backend } from './backend';
import { securityHeaders } from './headers';
import { page, STACK_PATH, type PageContent } from './page';
import { askStack } from './stack';
import { addStatic } from './static';

/** The demonstration's page: shows which pods a request went through, and what is behind them. */
export const demoWeb = defineService({
  name: 'demo-web',
  version,
  ...config,
  env: {
    /** Where the API is, such as `http://fastnext-backend:8000`. */
    BACKEND_URL: optionalHttpUrl(),
  },
  register: (app, { identity, env }) => {
    addStatic(app);
    const send = (reply: FastifyReply, content: PageContent) =>
      reply.headers(securityHeaders).type('text/html; charset=utf-8').send(page(content).toString());
    const ask = async (request: FastifyRequest): Promise<Backend> => {
      const backend = await askBackend(env.BACKEND_URL, request.id);
      if (backend.state === 'unreachable') request.log.warn({ reason: backend.reason }, 'backend not reachable');
      return backend;
    };
    app.get('/', async (request, reply) =>
      send(reply, { identity, backend: await ask(request), requestId: request.id }),
    );
    // A page of its own, since it costs every part of the stack a question.
    app.get(STACK_PATH, async (request, reply) => {
      const asked = await askStack(env.BACKEND_URL, request.id, request.headers.cookie);
      const stack = asked === undefined || 'reason' in asked ? undefined : asked;
      if (asked !== undefined && 'reason' in asked) request.log.info({ reason: asked.reason }, 'stack not known');
      // An API of another kind has no such answer, and one whose parts hang has none in time: it may well be there all the same.
      const backend = stack === undefined ? await ask(request) : ({ state: 'answered', ...stack } as const);
      return send(reply, { identity, backend, stack, requestId: request.id });
    });
  },
});
