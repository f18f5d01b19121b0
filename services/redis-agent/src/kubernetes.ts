/** The few requests to the Kubernetes API. Plain HTTPS: a client library would take more memory than all of the agent. */
import { readFileSync } from 'node:fs';
import { request } from 'node:https';

const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';
const TIMEOUT_MS = 4000;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Sends one request, with the token of the moment: tokens are renewed. */
export type Api = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: object) => Promise<Answer>;

/** The API of the cluster that the pod runs in. */
export const inCluster =
  (env: NodeJS.ProcessEnv, folder = FOLDER): Api =>
  (method, path, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const sent = request(
        {
          ...{ method, path, timeout: TIMEOUT_MS, ca: readFileSync(`${folder}/ca.crt`) },
          host: env['KUBERNETES_SERVICE_HOST'],
          port: env['KUBERNETES_SERVICE_PORT'] ?? 443,
          headers: {
            authorization: `Bearer ${readFileSync(`${folder}/token`, 'utf8').trim()}`,
            accept: 'application/json',
            ...(text === undefined ? {} : { 'content-type': 'application/json' }),
          },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', reject);
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(parts).toString()) });
          });
        },
      );
      sent.on('timeout', () => sent.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`)));
      sent.on('error', reject);
      sent.end(text);
    });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A file of a ConfigMap, as it is now: what is mounted may be behind by a minute. */
export async function readConfig(api: Api, namespace: string, name: string, file: string): Promise<string> {
  const { status, body } = await api('GET', `/api/v1/namespaces/${namespace}/configmaps/${name}`);
  const text = (body as { readonly data?: Readonly<Record<string, string>> }).data?.[file];
  if (status !== 200 || text === undefined) throw new Error(`the Kubernetes API answered ${status} to read ${name}`);
  return text;
}

/** Has Kubernetes remove a StatefulSet with its pods. Its volumes stay. */
export async function deleteStatefulSet(api: Api, namespace: string, name: string): Promise<void> {
  const { status, body } = await api('DELETE', `/apis/apps/v1/namespaces/${namespace}/statefulsets/${name}`, {
    ...{ apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' },
  });
  if (status >= 300 && status !== 404)
    throw new Error(`the Kubernetes API answered ${status} to delete ${name}: ${JSON.stringify(body)}`);
}
