import { defineService, optionalHttpUrl } from '@scaleout/runtime';
import { config, version } from '../package.json';
import { askBackend } from './backend';
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
      const [backend, stack] = await Promise.all([
        askBackend(env.BACKEND_URL, request.id),
        askStack(env.BACKEND_URL, request.id, request.headers.cookie),
      ]);
      if (backend.state === 'unreachable') request.log.warn({ reason: backend.reason }, 'backend not reachable');
      const known = stack === undefined || 'reason' in stack ? undefined : stack;
      // An API of another kind has no such answer, and that is as well.
      if (stack !== undefined && 'reason' in stack) request.log.info({ reason: stack.reason }, 'stack not known');
      return reply
        .headers(securityHeaders)
        .type('text/html; charset=utf-8')
        .send(page({ identity, backend, stack: known, requestId: request.id }).toString());
    });
  },
});
