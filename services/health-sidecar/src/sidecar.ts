/** The sidecar as a whole: what looks, what answers, and how both start, change and end. */
import type { AddressInfo } from 'node:net';
import { collectorsOf } from './collectors';
import { ConfigurationFile } from './configuration';
import type { SidecarEnv } from './environment';
import { createHealthServer, TokenFile, type SidecarIdentity } from './http';
import type { Log } from './log';
import { collectorsFrom, loadPlugins } from './plugins';
import { Watch } from './watch';

/** What it is made of. */
export interface SidecarOptions {
  readonly env: SidecarEnv;
  /** Variables that tell of the database and of Redis are read of it. */
  readonly variables: NodeJS.ProcessEnv;
  readonly identity: SidecarIdentity;
  readonly log: Log;
}

/** A sidecar that answers. */
export interface Sidecar {
  readonly address: AddressInfo;
  /** Readiness says `draining` from now on; all else goes on. */
  drain(): void;
  /** Drains, answers what has arrived, and lets go of everything. */
  stop(): Promise<void>;
}

/**
 * Starts it: it answers at once, `unknown` at first.
 *
 * @throws ConfigurationError when the configuration or a plug-in is not usable
 */
export async function startSidecar({ env, variables, identity, log }: SidecarOptions): Promise<Sidecar> {
  const file = new ConfigurationFile(env.SIDECAR_CONFIG_FILE, variables, log);
  const plugins = await loadPlugins(env.SIDECAR_PLUGIN_FOLDER);
  const watch = new Watch(
    (configuration) => [...collectorsOf(configuration), ...collectorsFrom(plugins, configuration)],
    file.current,
    log,
  );
  const tokenFile = new TokenFile(env.SIDECAR_TOKEN_FILE, log);
  await tokenFile.start();
  const state = { isDraining: false };
  let inForce = file.current;
  const server = createHealthServer({
    configuration: () => inForce,
    isCurrent: () => file.isCurrent && inForce === file.current,
    sampler: watch,
    state,
    token: tokenFile.token,
    identity,
    log,
  });
  const address = await server.listen({ host: env.HOST, port: env.PORT });
  watch.start();
  file.follow((configuration) => {
    void watch.change(configuration).then((isInForce) => {
      if (isInForce) inForce = configuration;
    });
  });

  const drain = () => {
    if (!state.isDraining) log.info({}, 'draining');
    state.isDraining = true;
  };
  return {
    address,
    drain,
    stop: async () => {
      drain();
      file.stop();
      tokenFile.close();
      await Promise.all([server.close(), watch.stop()]);
    },
  };
}
