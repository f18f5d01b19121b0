/** Where the sidecar writes what it does. Nothing secret is ever handed to it. */
import type pino from 'pino';

export type Log = Pick<pino.Logger, 'info' | 'warn' | 'error'>;
