/** A route: which requests go to which service, and what is done with them. */
import { ScaleoutError } from '../errors';
import type { Param } from '../values/expr';
import type { Resolved } from '../values/props';
import type { RouteSchema } from './route-values';

/** What requests can be led to: a {@link WebService} is. */
export interface RouteTarget {
  /** Its component, which names its upstream. */
  readonly component: string;
  /** The Service that resolves to each pod's own address. */
  readonly headlessName: Param<string>;
  readonly port: Param<number>;
  /** Most pods at once. */
  readonly mostPods: Param<number>;
  /** Time that a pod goes on serving after it has left its Services, in seconds. */
  readonly drainSeconds: Param<number>;
  /** It is there only when this holds. @default true */
  readonly runs?: Param<boolean>;
}

/** What a route is, besides its policy. */
export interface RouteOptions {
  /** Its name in zones, logs and errors: lower-case words joined by `-`. @default - made of the path: `/api/v1/` is `api-v1`, `/` is `root` */
  readonly name?: string;
  /** prefix: paths that start with it. exact: this path alone. @default prefix */
  readonly match?: 'prefix' | 'exact';
  /** The one host that it is for. @default - all hosts of the edge */
  readonly host?: Param<string>;
  /** Another version of the service, which gets `canaryPercent` of the clients while it runs. @default - none */
  readonly canary?: RouteTarget;
}

/** A route of an edge. */
export interface Route extends Omit<RouteOptions, 'name' | 'match'> {
  readonly name: string;
  readonly path: string;
  readonly match: 'prefix' | 'exact';
  readonly target: RouteTarget;
  readonly policy: Resolved<RouteSchema>;
}

/** A path that stands for itself in nginx.conf. */
const PATH = /^\/[A-Za-z0-9._~/-]*$/;
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const nameOf = (path: string): string =>
  path
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'root';

/**
 * Makes a route.
 *
 * @param at how the edge is called in an error
 * @throws ScaleoutError SCALE-EDGE-001 when it overlaps with another, SCALE-EDGE-002 for a path or a name of another form
 */
export function routeOf(
  at: string,
  others: readonly Route[],
  path: string,
  rest: Pick<Route, 'target' | 'policy'>,
  { name = nameOf(path), match = 'prefix', ...options }: RouteOptions,
): Route {
  const wrong = [
    ...(PATH.test(path)
      ? []
      : [{ code: 'SCALE-EDGE-002', path: 'path', message: `'${path}' is not a plain path` } as const]),
    ...(NAME.test(name)
      ? []
      : [{ code: 'SCALE-EDGE-002', path: 'name', message: `'${name}' is not lower-case words joined by -` } as const]),
    ...others
      .filter(
        (other) => (other.path === path && other.match === match && other.host === options.host) || other.name === name,
      )
      .map((other) => ({
        code: 'SCALE-EDGE-001' as const,
        path: `routes.${name}`,
        message: `the ${match} route ${path} overlaps with the ${other.match} route ${other.path}, called '${other.name}'`,
      })),
  ];
  if (wrong.length > 0) throw new ScaleoutError(wrong.map((problem) => ({ at, ...problem })));
  return { name, path, match, ...options, ...rest };
}

/** The name of what nginx keeps for a route: zones and variables know no dashes. */
export const symbol = (name: string): string => name.replaceAll('-', '_');
