import { defineService, optionalHttpUrl } from '@scaleout/runtime';
import { config, version } from '../package.json';
import { askBackend, type Backend } from './backend';
import { securityHeaders } from './headers';
import { page } from './page';
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
    app.get('/', async (request, reply) => {
      const stack = await askStack(env.BACKEND_URL, request.id, request.headers.cookie);
      const known = stack === undefined || 'reason' in stack ? undefined : stack;
      // An API of another kind has no such answer, and one whose parts hang has none in time: it may well be there all the same.
      const backend: Backend =
        known === undefined ? await askBackend(env.BACKEND_URL, request.id) : { state: 'answered', ...known };
      if (stack !== undefined && 'reason' in stack) request.log.info({ reason: stack.reason }, 'stack not known');
      if (backend.state === 'unreachable') request.log.warn({ reason: backend.reason }, 'backend not reachable');
      return reply
        .headers(securityHeaders)
        .type('text/html; charset=utf-8')
        .send(page({ identity, backend, stack: known, requestId: request.id }).toString());
    });
  },
});
