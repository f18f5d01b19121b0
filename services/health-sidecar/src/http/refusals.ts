/** What is refused, in one table: code, HTTP status, and what is said. Nothing that was sent is repeated. */
import { JSON_TYPE, type Answer } from './answer';

export const REFUSALS = {
  INVALID_REQUEST: { status: 400, message: 'This is no HTTP request that is understood here' },
  TOKEN_NEEDED: { status: 401, message: 'Send the token: `Authorization: Bearer …`' },
  TOKEN_NOT_ACCEPTED: { status: 401, message: 'The token is not the one that is configured' },
  TOKEN_NOT_CONFIGURED: { status: 403, message: 'Closed, since no token is configured that could open it' },
  NOT_FOUND: { status: 404, message: 'There is nothing at this path' },
  NOT_CONFIGURED: {
    status: 404,
    message: 'This is not watched here; the sidecar that stands alone watches what the stack has once',
  },
  METHOD_NOT_ALLOWED: { status: 405, message: 'Only GET and HEAD are answered' },
  REQUEST_TIMEOUT: { status: 408, message: 'The request took too long to arrive' },
  BODY_NOT_ALLOWED: { status: 413, message: 'No request here has a body' },
  ADDRESS_TOO_LONG: { status: 414, message: 'The address is too long' },
  RATE_LIMITED: { status: 429, message: 'Too many requests from this address' },
  HEADERS_TOO_LARGE: { status: 431, message: 'The headers are too large' },
  INTERNAL: { status: 500, message: 'The request failed; the log has more under this requestId' },
} as const satisfies Record<string, { readonly status: number; readonly message: string }>;

/** A code of {@link REFUSALS}. Public: clients may tell cases apart by it. */
export type RefusalCode = keyof typeof REFUSALS;

/** After these the connection is of no more use: what follows on it could be taken for another request. */
const CLOSING: ReadonlySet<RefusalCode> = new Set([
  'INVALID_REQUEST',
  'REQUEST_TIMEOUT',
  'BODY_NOT_ALLOWED',
  'HEADERS_TOO_LARGE',
]);

const CHALLENGE = 'Bearer realm="health"';
const HEADERS: Partial<Record<RefusalCode, Readonly<Record<string, string>>>> = {
  TOKEN_NEEDED: { 'www-authenticate': CHALLENGE },
  TOKEN_NOT_ACCEPTED: { 'www-authenticate': `${CHALLENGE}, error="invalid_token"` },
  METHOD_NOT_ALLOWED: { allow: 'GET, HEAD' },
};

/** The answer to what is refused. */
export function refusal(code: RefusalCode, requestId: string, headers: Readonly<Record<string, string>> = {}): Answer {
  const { status, message } = REFUSALS[code];
  return {
    status,
    type: JSON_TYPE,
    body: JSON.stringify({ code, message, requestId }),
    headers: { ...HEADERS[code], ...headers },
    closes: CLOSING.has(code),
  };
}
