/** The routes of the reference stack: which paths there are, and what is done with each unless the values say otherwise. */
import { routeValues } from '../constructs/edge/route-values';

/** Paths of the FastNext design. */
export const ROUTES = {
  api: '/api/',
  /** Alone, so that whoever guesses passwords is slowed down and nobody else. */
  login: '/api/v1/auth/login',
  /** What Next.js builds: names with a hash of what is in them, so that they never change. */
  static: '/_next/static/',
  web: '/',
} as const;

/** The values of each. */
export const edgeRoutes = () => ({
  api: routeValues(`${ROUTES.api}: the API.`, {
    rateLimit: { requests: 100, per: 'second', burst: 20 },
    connections: 10,
    websocket: true,
  }),
  login: routeValues(`${ROUTES.login} alone: the log-in.`, {
    rateLimit: { requests: 5, per: 'minute', burst: 3 },
    connections: 10,
  }),
  static: routeValues(`${ROUTES.static}: files that never change.`, { cache: true, credentials: 'strip' }),
  web: routeValues(`${ROUTES.web}: all else, the pages.`),
});
