/**
 * Collectors of one's own: each module in a folder of the image default-exports a function that makes some. It is given what it needs to make
 * readings of the same kind as the others'.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { ConfigurationError } from './codes';
import { CollectorError, type Collector } from './collector';
import type { Configuration } from './configuration';

/** What a module's function is given. */
export interface PluginTools {
  readonly configuration: Configuration;
  /** A failure whose reason may be shown to those who have the token. */
  readonly CollectorError: typeof CollectorError;
}

/** What a module default-exports. */
export type Plugin = (tools: PluginTools) => readonly Collector[];

const seconds = z.number().min(0.05).max(86_400).optional();

const collectors = z.array(
  z.looseObject({
    name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'must be lower case with _'),
    scope: z.enum(['pod', 'shared']),
    // Without a pause it would ask all the time, and beyond some weeks timers do.
    schedule: z
      .object({
        intervalSeconds: seconds,
        timeoutSeconds: seconds,
        staleSeconds: seconds,
        maxBackoffSeconds: seconds,
      })
      .optional(),
    collect: z.function(),
  }),
);

/** The plug-ins of a folder, in the order of their names; none when there is no folder. @throws ConfigurationError */
export async function loadPlugins(folder: string): Promise<readonly Plugin[]> {
  const files = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw unusable(folder, 'the folder cannot be read');
  });
  const modules = files.filter((file) => /\.(mjs|cjs|js)$/.test(file)).sort();
  return Promise.all(modules.map((file) => load(join(folder, file))));
}

/** What the plug-ins make of a configuration. @throws ConfigurationError when it is not of the right shape */
export const collectorsFrom = (plugins: readonly Plugin[], configuration: Configuration): readonly Collector[] =>
  plugins.flatMap((plugin) => plugin({ configuration, CollectorError }));

async function load(path: string): Promise<Plugin> {
  let made: unknown;
  try {
    const loaded = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
    made = loaded.default;
  } catch (error) {
    throw unusable(path, error instanceof Error ? error.message : 'it cannot be loaded');
  }
  if (typeof made !== 'function') throw unusable(path, 'must default-export a function');
  const plugin = made as Plugin;
  return (tools) => {
    let result: ReturnType<Plugin>;
    try {
      result = plugin(tools);
    } catch (error) {
      throw unusable(path, `throws: ${error instanceof Error ? error.message : 'no error'}`);
    }
    const { error } = collectors.safeParse(result);
    if (error === undefined) return result;
    const rules = error.issues.map(({ path: at, message }) => `${at.join('.')} ${message}`);
    throw unusable(path, `must give a list of collectors: ${rules.join(', ')}`);
  };
}

const unusable = (where: string, rule: string): ConfigurationError =>
  new ConfigurationError([{ code: 'SCALE-SIDECAR-005', where, rule }]);
