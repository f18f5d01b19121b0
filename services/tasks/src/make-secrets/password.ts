/** Random passwords. */
import { randomBytes } from 'node:crypto';

/** 192 bits. */
const BYTES = 24;

/** Hex: the same in a URL, a shell, an INI file and a connection string. */
export const newPassword = (): string => randomBytes(BYTES).toString('hex');
