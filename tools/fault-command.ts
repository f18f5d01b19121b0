/** What the commands have in common that do something to a running stack, event by event, and print events against figures. */
import { Command, InvalidArgumentError } from 'commander';
import type { Options } from '../test/e2e/main';

/** What all of them are told. */
export interface FaultOptions extends Options {
  readonly only: readonly string[];
  readonly list: boolean;
  readonly rounds: number;
}

/** One that can be chosen. */
interface Named {
  readonly name: string;
  readonly sentence: string;
}

/** An option's whole number from 1 to 999. */
export function positive(value: string): number {
  if (!/^[1-9]\d{0,2}$/.test(value)) throw new InvalidArgumentError('It must be a number from 1 to 999.');
  return Number(value);
}

/** The command `npm run NAME --`, to which its own options are added. */
export function faultCommand(name: string, description: string, faults: readonly Named[], evidence: string): Command {
  const names = faults.map((fault) => fault.name);
  const chosen = (value: string, before: readonly string[]): readonly string[] => {
    if (!names.includes(value)) throw new InvalidArgumentError(`It must be one of ${names.join(', ')}.`);
    return [...before, value];
  };
  return new Command(`npm run ${name} --`)
    .description(description)
    .option('--only <event>', 'this event only (repeatable)', chosen, [])
    .option('--list', 'print the events, run none', false)
    .option('--rounds <number>', 'how often each is done', positive, 1)
    .option('--report <file>', 'write the table there as well, as markdown')
    .option('--evidence <folder>', evidence)
    .option('--keep', 'leave the cluster up, and the stack in it', false)
    .option('--no-build', 'the images are in the cluster already')
    .option('--push <registry>', "push the images there and use them from there; for a cluster that is not the lab's")
    .addHelpText(
      'after',
      '\nWhat the lab alone can do is left out elsewhere. Environment: as for `npm run e2e -- --help`.',
    );
}

/** What is kept of each round. */
export const ALL_EVIDENCE = 'keep there what each round was judged by: all acknowledgements, and the logs';

/** The file that two runs beside each other take in turns. */
export const LOCK = [
  '--lock <file>',
  'hold this file while the whole cluster is disturbed, and wait while others do',
] as const;

/** Prints what can be done, for `--list`. */
export function list(faults: readonly Named[]): void {
  const width = 2 + Math.max(...faults.map(({ name }) => name.length));
  console.log(faults.map(({ name, sentence }) => `${name.padEnd(width)}${sentence}`).join('\n'));
}
