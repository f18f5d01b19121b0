import { PATHS, HEALTH_PORT, TOKEN_KEY } from '../../services/health-contract/src/names';
import type { Context } from './context';
import { exec } from './exec';
import { CheckFailed } from './fail';

/** What a sidecar answered. */
export interface HealthAnswer {
  readonly status: number;
  readonly body: string;
}

/** Of `deep`, what the checks read. */
export interface Deep {
  readonly status: string;
  readonly components: Readonly<Record<string, Component>>;
}
export interface Component {
  readonly status: string;
  readonly reason?: string;
  readonly replicas?: Readonly<Record<string, { readonly status: string; readonly lag_bytes: number | null }>>;
  readonly [fact: string]: unknown;
}

const ASK = `const [url, token] = process.argv.slice(1);
fetch(url, { headers: token ? { authorization: 'Bearer ' + token } : {}, signal: AbortSignal.timeout(5000) })
  .then(async (r) => console.log(JSON.stringify({ status: r.status, body: await r.text() })))
  .catch((e) => { console.error(e.cause?.code ?? e.message); process.exit(1); });`;

/** Asks a sidecar by its pod's address or its Service's name, from inside the cluster. */
export async function askHealth(
  context: Context,
  host: string,
  path: keyof typeof PATHS,
  token = '',
): Promise<HealthAnswer> {
  const url = `http://${host}:${HEALTH_PORT}${PATHS[path]}`;
  const command = context.client.command('-e', ASK, '--', url, token);
  const { code, stdout, stderr } = await exec(command, { env: context.kubectl.environment, signal: context.signal });
  if (code !== 0) throw new CheckFailed(`${url}: ${stderr.trim()}`);
  return JSON.parse(stdout) as HealthAnswer;
}

/** The bearer token of a release. */
export async function tokenOf({ kubectl }: Context, fullname: string): Promise<string> {
  const path = `jsonpath={.data.${TOKEN_KEY}}`;
  const { stdout } = await kubectl.run(['get', 'secret', `${fullname}-sidecar`, '--output', path]);
  return Buffer.from(stdout, 'base64').toString('utf8');
}

/** All that a sidecar knows. */
export async function deepOf(context: Context, host: string, token: string): Promise<Deep> {
  const { status, body } = await askHealth(context, host, 'deep', token);
  if (status !== 200 && status !== 503) throw new CheckFailed(`deep answers ${status}: ${body}`);
  return JSON.parse(body) as Deep;
}
