import type { FastifyInstance } from 'fastify';
import { checkCommon, commonEnv, readEnv, type CommonEnv, type Env, type EnvShape } from './config';
import { drain, type DrainResult } from './drain';
import { identify, type Identity } from './identity';
import { Lifecycle } from './lifecycle';
import type { LogStream } from './log-options';
import { createServer } from './server';

/** What a service gets to build its routes with. */
export interface ServiceContext<Shape extends EnvShape> {
  readonly identity: Identity;
  readonly env: CommonEnv & Env<Shape>;
}

/** A service: its name, its own environment variables and its routes. All else is shared. */
export interface ServiceDefinition<Shape extends EnvShape> {
  readonly name: string;
  /** The version when `APP_VERSION` is not set. */
  readonly version: string;
  /** The port when `PORT` is not set. */
  readonly port: number;
  /** Variables beyond those of {@link commonEnv}. */
  readonly env: Shape;
  readonly register: (app: FastifyInstance, context: ServiceContext<Shape>) => void | Promise<void>;
}

/** A service that is configured and not listening yet. */
export interface Service<Shape extends EnvShape> extends ServiceContext<Shape> {
  readonly app: FastifyInstance;
  readonly lifecycle: Lifecycle;
  /** Listens; resolves with the address. */
  readonly start: () => Promise<string>;
  /** Stops as {@link drain} says; `delayMs` overrides the configured delay. */
  readonly stop: (options?: { readonly delayMs?: number }) => Promise<DrainResult>;
}

/** Keeps the compiler's knowledge of a definition's environment. */
export const defineService = <const Shape extends EnvShape>(definition: ServiceDefinition<Shape>) => definition;

/**
 * Configures a service from `env`.
 *
 * @throws ConfigError when the environment is not usable.
 */
export async function createService<Shape extends EnvShape>(
  definition: ServiceDefinition<Shape>,
  env: NodeJS.ProcessEnv,
  options: { readonly logStream?: LogStream } = {},
): Promise<Service<Shape>> {
  const values = readEnv(definition.name, { ...commonEnv(definition), ...definition.env }, env) as CommonEnv &
    Env<Shape>;
  checkCommon(definition.name, values);
  const identity = identify(definition.name, values.APP_VERSION, env);
  const lifecycle = new Lifecycle();
  const app = createServer({ identity, env: values, lifecycle, logStream: options.logStream });
  await definition.register(app, { identity, env: values });

  return {
    app,
    identity,
    env: values,
    lifecycle,
    start: async () => {
      const address = await app.listen({ host: values.HOST, port: values.PORT });
      lifecycle.started();
      return address;
    },
    stop: ({ delayMs = values.SHUTDOWN_DELAY_SECONDS * 1000 } = {}) =>
      drain(app, lifecycle, { graceMs: values.SHUTDOWN_GRACE_SECONDS * 1000, delayMs }),
  };
}
