/** Why a node does not answer, in words that may be shown. */
import { CollectorError } from '../collector';

export const LOADING = 'is loading its data';

/** By the code or the first word of an error; the first that fits. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(WRONGPASS|NOAUTH)$/, 'refuses the login'],
  [/^NOPERM$/, 'does not allow the user what has to be asked'],
  [/^LOADING$/, LOADING],
  [/^BUSY$/, 'is busy with a script'],
  [/^ECONNREFUSED$/, 'refuses connections'],
  [/^(ENOTFOUND|EAI_AGAIN|EAI_FAIL)$/, 'has a name that leads nowhere'],
  [/^ETIMEDOUT$/, 'does not answer in time'],
  [/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/, 'cannot be reached'],
  [/^(ECONNRESET|EPIPE|CLOSED)$/, 'closed the connection'],
  [/CERT|SIGNATURE|ALTNAME/, 'has a certificate that is not trusted'],
  [/^(EPROTO|ERR_SSL_.*)$/, 'does not speak TLS as expected'],
];

/**
 * The failure of one node. A server's own words are left out, and so is the command: to a login that it does not know, a server answers with
 * the password in its message.
 */
export function faultOf(error: unknown): CollectorError {
  if (error instanceof CollectorError) return error;
  const code = codeOf(error);
  const reason = WORDS.find(([pattern]) => pattern.test(code))?.[1] ?? 'does not answer as expected';
  return new CollectorError(reason, { cause: new Error(code) });
}

/** `LOADING`, `ECONNREFUSED`. */
function codeOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string') return code;
  if (message === 'Connection is closed.') return 'CLOSED';
  if (message === 'Command timed out') return 'ETIMEDOUT';
  return /^[A-Z]{2,20}(?= )/.exec(typeof message === 'string' ? message : '')?.[0] ?? 'unknown';
}
