import { isNativeError } from 'node:util/types';
import { requestIdHeader } from '@scaleout/runtime';
import { z } from 'zod';
import { readAtMost } from './read-at-most';

/** The page waits this long for the API, then does without. */
export const backendDeadlineMs = 3000;

const maxAnswerBytes = 16 * 1024;

/** What was answered and how long it took, or why nothing was. The reason is for the log: it may name internal addresses. */
export type Asked<T> =
  { readonly ok: true; readonly ms: number; readonly answer: T } | { readonly ok: false; readonly reason: string };

/** A question to the API. */
export interface Question<Schema extends z.ZodType> {
  /** The API's address. */
  readonly url: string;
  /** Below it, without a slash in front. */
  readonly path: string;
  readonly requestId: string;
  readonly schema: Schema;
  /** Cookies that are handed on. @default - none */
  readonly cookie?: string;
}

/** Asks the API. Never throws: a page without the API is better than no page. */
export async function askJson<Schema extends z.ZodType>(question: Question<Schema>): Promise<Asked<z.output<Schema>>> {
  const { url, path, requestId, schema, cookie } = question;
  const begin = performance.now();
  try {
    const response = await fetch(new URL(path, url.endsWith('/') ? url : `${url}/`), {
      // The deadline covers the body too, which may come a byte at a time.
      signal: AbortSignal.timeout(backendDeadlineMs),
      redirect: 'error',
      headers: {
        accept: 'application/json',
        [requestIdHeader]: requestId,
        // A Service balances connections, not requests: on a kept connection each reload would show the same pod.
        connection: 'close',
        ...(cookie === undefined ? {} : { cookie }),
      },
    });
    const body = await readAtMost(response, maxAnswerBytes);
    if (!response.ok) return { ok: false, reason: `status ${response.status}` };
    return { ok: true, ms: Math.round(performance.now() - begin), answer: schema.parse(JSON.parse(body)) };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

/** Node's fetch says only "fetch failed"; what happened is in the cause. */
function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return `unexpected answer: ${z.prettifyError(error)}`;
  if (!isNativeError(error)) return String(error);
  return isNativeError(error.cause) ? `${error.message}: ${error.cause.message}` : error.message;
}
