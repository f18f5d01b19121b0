/** Upstreams that are to nginx what the pods of a headless Service are: addresses of one port. */
import { freePort, freshAddress } from '../redis/addresses';
import { get } from '../request';
import { startUpstream, type Upstream } from './upstream';

/** Starts services of these names, each at an address of its own, all on one port. */
export async function startPods<const Names extends readonly string[]>(
  ...names: Names
): Promise<{ readonly [Each in keyof Names]: Upstream }> {
  const port = await freePort('0.0.0.0');
  const all = names.map((name) => startUpstream({ name, host: freshAddress(), port }));
  return (await Promise.all(all)) as { readonly [Each in keyof Names]: Upstream };
}

/** Asks `times` times, one after the other. @returns how often each answered, or which statuses there were otherwise: `{ a: 5, '502': 1 }` */
export async function whoAnswers(
  url: string,
  times: number,
  headers: Record<string, string> = {},
): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  for (let index = 0; index < times; index += 1) {
    const answer = await get(url, { headers });
    const name = answer.headers['x-upstream'];
    const key = typeof name === 'string' ? name : String(answer.status);
    found[key] = (found[key] ?? 0) + 1;
  }
  return found;
}
