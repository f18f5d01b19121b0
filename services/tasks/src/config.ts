/** The environment of a task, checked as a whole before anything is done. */
import { z } from 'zod';

/** The environment is not usable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const wholeNumber = (min: number, max: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.number().min(min).max(max));
const given = z.string().min(1);

const common = { DEADLINE_SECONDS: wholeNumber(1, 86_400).default(120) };

/** What a task needs that talks to the Kubernetes API. */
export const kubernetesEnv = z.object({
  ...common,
  NAMESPACE: given,
  KUBERNETES_SERVICE_HOST: given,
  KUBERNETES_SERVICE_PORT: given.default('443'),
  TOKEN_FILE: given.default('/var/run/secrets/kubernetes.io/serviceaccount/token'),
  /** For tests: the API server without TLS. */
  KUBERNETES_SCHEME: z.enum(['https', 'http']).default('https'),
});

export const postgresEnv = z.object({
  ...common,
  PATRONI_HOST: given,
  PATRONI_PORT: wholeNumber(1, 65_535).default(8008),
  PATRONI_PASSWORD_FILE: given,
  MEMBERS: wholeNumber(1, 100),
  DYNAMIC_FILE: given,
  PARAMETERS_FILE: given,
});

/** @throws ConfigError that names every variable that is wrong */
export function readEnv<S extends z.ZodType>(schema: S, env: NodeJS.ProcessEnv): z.output<S> {
  const result = schema.safeParse(env);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new ConfigError(`the environment is not usable:\n${lines.join('\n')}`);
}
