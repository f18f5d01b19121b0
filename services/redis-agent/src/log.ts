/** Log lines for people and collectors: what was done, and why. Nothing secret is ever handed to it. */
import pino from 'pino';

export type Log = Pick<pino.Logger, 'info' | 'warn' | 'error'>;

export const openLog = (level: string, base: object): Log =>
  pino(
    {
      level,
      base,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    // At once: the process may be killed right after the last line.
    pino.destination({ sync: true }),
  );
