import { z } from 'zod';
import { askJson } from './ask-json';

/** Who answers, as every answer of the API says it. */
export const hello = z.object({ service: z.string().max(253), version: z.string().max(128), pod: z.string().max(253) });

/** What the API said, or why it said nothing. The reason is for the log: it may name internal addresses. */
export type Backend =
  | { readonly state: 'not-connected' }
  | ({ readonly state: 'answered'; readonly ms: number } & z.output<typeof hello>)
  | { readonly state: 'unreachable'; readonly reason: string };

/** Asks the API who it is. Never throws. */
export async function askBackend(url: string | undefined, requestId: string): Promise<Backend> {
  if (url === undefined) return { state: 'not-connected' };
  const asked = await askJson({ url, path: 'api/v1/hello', requestId, schema: hello });
  return asked.ok
    ? { state: 'answered', ms: asked.ms, ...asked.answer }
    : { state: 'unreachable', reason: asked.reason };
}
