import type { Identity } from './identity';

/** Where log lines go; standard output unless a test wants to read them. */
export interface LogStream {
  write(line: string): void;
}

/** JSON lines with words for levels and ISO times, which log collectors understand without a parser of their own. */
export const logOptions = (identity: Identity, level: string, stream?: LogStream) => ({
  level,
  base: { ...identity },
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: { level: (label: string) => ({ level: label }) },
  ...(stream === undefined ? {} : { stream }),
});
