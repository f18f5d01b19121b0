/** Why a server could not be asked, in words that may be shown: what a driver or a server says itself may hold more than that. */
import { CollectorError } from '../collector';

/** What becomes of whom we ask: nobody is there, or somebody is who cannot be understood. */
export type FailureKind = 'away' | 'refused';

/** A server that could not be asked. */
export class AskingError extends CollectorError {
  constructor(
    readonly kind: FailureKind,
    reason: string,
    cause?: unknown,
  ) {
    super(reason, { cause });
  }
}

/** By the code of Node's error, or by SQLSTATE. A row ends with `*` where the rest of the code does not matter; the first that fits is taken. */
const REASONS: readonly (readonly [code: string, kind: FailureKind, reason: string])[] = [
  ['ECONNREFUSED', 'away', 'nobody takes connections there'],
  ['ENOTFOUND', 'away', 'its host name is not known'],
  ['EAI_AGAIN', 'away', 'the name service does not answer'],
  ['EHOSTUNREACH', 'away', 'there is no way to its host'],
  ['ENETUNREACH', 'away', 'there is no way to its host'],
  ['ETIMEDOUT', 'away', 'its host does not answer'],
  ['ECONNRESET', 'away', 'it ended the connection'],
  ['EPIPE', 'away', 'it ended the connection'],
  ['57P03', 'away', 'it is starting or stopping'],
  ['57P01', 'away', 'it is stopping'],
  ['57P02', 'away', 'it has crashed'],
  ['57P05', 'away', 'it ended the connection'],
  ['08*', 'refused', 'it refused the connection'],
  ['28*', 'refused', 'it refused the login'],
  ['3D000', 'refused', 'it has no such database'],
  ['42501', 'refused', 'the role may not see what is asked for'],
  ['53300', 'refused', 'it has no connection left'],
  ['53*', 'refused', 'it has run out of something'],
  ['57014', 'refused', 'it was too slow to answer'],
  ['FOREIGN_PROTOCOL', 'refused', 'it does not speak as Postgres does'],
  ['CERT_*', 'refused', 'its certificate is not valid'],
  ['ERR_TLS_CERT_*', 'refused', 'its certificate is for another name'],
  ['ERR_SSL_*', 'refused', 'it does not speak TLS as it should'],
  ['SELF_SIGNED_*', 'refused', 'its certificate is not trusted'],
  ['DEPTH_ZERO_*', 'refused', 'its certificate is not trusted'],
  ['UNABLE_TO_*', 'refused', 'its certificate is not trusted'],
];

const LOST = /^Connection terminated|not queryable/;

/** By the words of pg, whose own errors have no code. */
const WORDS: readonly (readonly [words: RegExp, kind: FailureKind, reason: string])[] = [
  [LOST, 'away', 'it ended the connection'],
  [/does not support SSL/, 'refused', 'it does not offer TLS'],
  [/^SASL/, 'refused', 'it refused the login'],
];

const fits = (pattern: string, code: string): boolean =>
  pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : code === pattern;

/** What went wrong, as what may be shown. */
export function failureOf(error: unknown): AskingError {
  if (error instanceof AskingError) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : '';
  const [, kind, reason] =
    REASONS.find(([pattern]) => code !== undefined && fits(pattern, code)) ??
    WORDS.find(([words]) => code === undefined && words.test(message)) ??
    ([undefined, 'refused', 'it could not be asked'] as const);
  return new AskingError(kind, reason, error);
}

/** Whether a connection was lost, and not a question refused: a kept connection may have been over for long, and is worth another one. */
export function isLoss(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P01', '57P02', '57P05'].includes(code);
  return error instanceof Error && LOST.test(error.message);
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = (error as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
