/** Colours on a terminal only: a stream that is a file or a pipe gets none, nor does anyone who sets NO_COLOR. */
import picocolors from 'picocolors';

const wanted = (stream: NodeJS.WriteStream): boolean =>
  (process.env['NO_COLOR'] ?? '') === '' && (stream.isTTY || (process.env['FORCE_COLOR'] ?? '') !== '');

/** For the standard output. */
export const colors = picocolors.createColors(wanted(process.stdout));
/** For the standard error. */
export const errorColors = picocolors.createColors(wanted(process.stderr));
