/** All that the helper itself can complain of, in one table; Redis' own errors are ioredis'. */
export const CLIENT_CODES = {
  'SCALE-CLIENT-001': {
    title: 'The environment names no usable Redis',
    cause: 'A variable that a connection to Redis gives to the app is missing, or is not what it should be.',
    remedy: 'Connect the service to Redis (its `connect`), or set the variables that are named by hand.',
  },
  'SCALE-CLIENT-002': {
    title: 'A file of the connection cannot be read',
    cause: 'The password file or the CA certificate that the environment names is not there, or may not be read.',
    remedy: 'See whether the Secret exists, has that key, and is mounted into the pod.',
  },
  'SCALE-CLIENT-003': {
    title: 'Too many commands wait for Redis',
    cause: 'Redis does not answer, and as many commands as may wait for it do so already.',
    remedy:
      'See whether Redis is well. Let the caller do without, or try again later; more waiting commands are more memory.',
  },
} as const satisfies Record<string, { readonly title: string; readonly cause: string; readonly remedy: string }>;

/** A code of {@link CLIENT_CODES}. */
export type ClientCode = keyof typeof CLIENT_CODES;

/** What went wrong and what to do about it. */
export class RedisClientError extends Error {
  override readonly name: string = 'RedisClientError';
  readonly remedy: string;

  constructor(
    readonly code: ClientCode,
    message: string,
  ) {
    super(message);
    this.remedy = CLIENT_CODES[code].remedy;
  }
}
