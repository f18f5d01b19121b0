/** What a good answer is. */
import type { Kind } from './plan';

/** What is wrong with it, or the number that it is about. */
export type Judged = { readonly wrong: string } | { readonly number?: number };

const STATUS: Readonly<Record<Kind, readonly number[]>> = { page: [200], api: [200], redis: [200], write: [200, 201] };

/** Judges an answer: one of the right status may still be the wrong page. */
export function judged(kind: Kind, status: number, body: string): Judged {
  if (!STATUS[kind].includes(status)) return { wrong: `status ${status}` };
  if (kind === 'write') return {};
  if (kind === 'page') return judgedPage(body);
  const { pod, visits } = parsed(body);
  if (typeof pod !== 'string' || pod === '') return { wrong: 'no pod in the answer' };
  if (kind === 'api') return {};
  return typeof visits === 'number' ? { number: visits } : { wrong: 'no visits in the answer' };
}

/** A page without its backend is a 200 too: it has words in place of the name of a pod. */
function judgedPage(body: string): Judged {
  const [web, api] = [...body.matchAll(/class="pod">([^<]+)</g)].map((match) => match[1] ?? '');
  if (web === undefined || api === undefined) return { wrong: 'not the page' };
  return api.includes(' ') ? { wrong: 'page without the API' } : {};
}

function parsed(body: string): { readonly pod?: unknown; readonly visits?: unknown } {
  try {
    return JSON.parse(body) as { readonly pod?: unknown; readonly visits?: unknown };
  } catch {
    return {};
  }
}
