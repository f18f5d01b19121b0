import { InvalidArgumentError } from 'commander';

/** Reads a number of things from the command line. */
export const count = (text: string): number => {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('must be a whole number from 1 to 99999');
  return Number(text);
};

/** Says on the way what is being done: the results alone go to standard output. */
export function tell(what: string): void {
  process.stderr.write(`${what}\n`);
}
