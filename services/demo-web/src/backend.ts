import { isNativeError } from 'node:util/types';
import { requestIdHeader } from '@scaleout/runtime';
import { z } from 'zod';
import { readAtMost } from './read-at-most';

/** The page waits this long for the API, then does without. */
export const backendDeadlineMs = 1000;

const maxAnswerBytes = 16 * 1024;

const hello = z.object({ service: z.string().max(253), version: z.string().max(128), pod: z.string().max(253) });

/** What the API said, or why it said nothing. The reason is for the log: it may name internal addresses. */
export type Backend =
  | { readonly state: 'not-connected' }
  | ({ readonly state: 'answered'; readonly ms: number } & z.output<typeof hello>)
  | { readonly state: 'unreachable'; readonly reason: string };

/** Asks the API who it is. Never throws: a page without the API is better than no page. */
export async function askBackend(url: string | undefined, requestId: string): Promise<Backend> {
  if (url === undefined) return { state: 'not-connected' };
  const begin = performance.now();
  try {
    const response = await fetch(new URL('api/v1/hello', url.endsWith('/') ? url : `${url}/`), {
      // The deadline covers the body too, which may come a byte at a time.
      signal: AbortSignal.timeout(backendDeadlineMs),
      redirect: 'error',
      headers: {
        accept: 'application/json',
        [requestIdHeader]: requestId,
        // A Service balances connections, not requests: on a kept connection each reload would show the same pod.
        connection: 'close',
      },
    });
    const body = await readAtMost(response, maxAnswerBytes);
    if (!response.ok) return { state: 'unreachable', reason: `status ${response.status}` };
    return { state: 'answered', ms: Math.round(performance.now() - begin), ...hello.parse(JSON.parse(body)) };
  } catch (error) {
    return { state: 'unreachable', reason: reasonOf(error) };
  }
}

/** Node's fetch says only "fetch failed"; what happened is in the cause. */
function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return `unexpected answer: ${z.prettifyError(error)}`;
  if (!isNativeError(error)) return String(error);
  return isNativeError(error.cause) ? `${error.message}: ${error.cause.message}` : error.message;
}
