/** Puts the configuration together: what the file says, and of what it does not, what the environment says. */
import { readFileSync } from 'node:fs';
import { ConfigurationError, type Problem } from '../codes';
import { fromEnvironment } from './environment';
import { configurationSchema, type Configuration } from './schema';

/**
 * The configuration that `text` and `env` make together. A part that is null in the file is left out, although the environment has it.
 *
 * @throws ConfigurationError that lists all that is wrong
 */
export function parseConfiguration(text: string, env: NodeJS.ProcessEnv): Configuration {
  const problems: Problem[] = [];
  const file = attempt(problems, () => parseFile(text)) ?? {};
  const around = attempt(problems, () => fromEnvironment(env)) ?? {};
  const both: Readonly<Record<string, unknown>> = { ...around, ...file };
  const merged = Object.fromEntries(Object.entries(both).filter(([, value]) => value !== null));
  if (problems.some(({ code }) => code === 'SCALE-SIDECAR-001')) throw new ConfigurationError(problems);

  const result = configurationSchema.safeParse(merged);
  if (result.success && problems.length === 0) return result.data;
  for (const { path, message } of result.error?.issues ?? []) {
    problems.push({ code: 'SCALE-SIDECAR-002', where: path.length === 0 ? 'the file' : path.join('.'), rule: message });
  }
  throw new ConfigurationError(problems);
}

/** Reads the file that SIDECAR_CONFIG_FILE names. @throws ConfigurationError when it cannot */
export function readConfigurationFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'it cannot be read';
    throw new ConfigurationError([{ code: 'SCALE-SIDECAR-001', where: path, rule: why }]);
  }
}

function parseFile(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // What the parser says quotes the file.
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ConfigurationError([{ code: 'SCALE-SIDECAR-001', where: 'the file', rule: 'must be a JSON object' }]);
}

function attempt<T>(problems: Problem[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}
