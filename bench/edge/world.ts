/** What is measured, and the service that all of it leads to. All of it runs at once, and only one of them has anything to do. */
import { get } from 'node:https';
import { stopAll } from '../../test/services/postgres-server/processes';
import { startNginx } from '../../test/services/nginx/nginx';
import { until } from '../../test/services/redis/cluster';
import { get as getPlain } from '../../test/services/request';
import { install } from '../../tools/servers/install';
import { BODY, service as configuration } from './configurations';
import type { Contender, Service } from './contenders';

/** Starts the service, on the core of whoever asks. */
export async function startService(): Promise<Service> {
  for (const name of ['nginx', 'haproxy', 'caddy', 'wrk', 'openssl'] as const) await install(name);
  const { port } = await startNginx({ conf: configuration() });
  return { host: '127.0.0.1', port };
}

/** Waits until a contender answers all that it is asked for with what the service says. */
export async function ready(title: string, { urls }: Contender): Promise<void> {
  for (const url of Object.values(urls)) {
    await until(`${title} answers at ${url}`, async () => {
      const answer = await (url.startsWith('https:') ? getSecure(url) : getPlain(url)).catch(() => undefined);
      return answer?.status === 200 && answer.body === BODY;
    });
  }
}

function getSecure(url: string): Promise<{ readonly status: number | undefined; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const options = { rejectUnauthorized: false, minVersion: 'TLSv1.3', agent: false } as const;
    get(url, options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (body += part));
      response.once('error', reject);
      response.once('end', () => {
        resolve({ status: response.statusCode, body });
      });
    }).once('error', reject);
  });
}

/** Ends all that was started. */
export const raze = stopAll;
