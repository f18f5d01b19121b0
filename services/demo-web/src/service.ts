import { defineService, optionalHttpUrl } from '@scaleout/runtime';
import { config, version } from '../package.json';
import { askBackend } from './backend';
import { securityHeaders } from './headers';
import { page } from './page';

/** The demonstration's page: shows which pods a request went through. */
export const demoWeb = defineService({
  name: 'demo-web',
  version,
  ...config,
  env: {
    /** Where the API is, such as `http://fastnext-backend:8000`. */
    BACKEND_URL: optionalHttpUrl(),
  },
  register: (app, { identity, env }) => {
    app.get('/', async (request, reply) => {
      const backend = await askBackend(env.BACKEND_URL, request.id);
      if (backend.state === 'unreachable') request.log.warn({ reason: backend.reason }, 'backend not reachable');
      return reply
        .headers(securityHeaders)
        .type('text/html; charset=utf-8')
        .send(page({ identity, backend, requestId: request.id }).toString());
    });
  },
});
