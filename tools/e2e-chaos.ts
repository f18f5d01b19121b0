import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { FAULTS } from '../test/e2e/chaos/faults';
import { ChaosSuite, type ChaosOptions } from '../test/e2e/chaos/suite';
import { main, type Options } from '../test/e2e/main';

const names = FAULTS.map(({ name }) => name);

function event(value: string, before: readonly string[]): readonly string[] {
  if (!names.includes(value)) throw new InvalidArgumentError(`It must be one of ${names.join(', ')}.`);
  return [...before, value];
}

function positive(value: string): number {
  if (!/^[1-9]\d{0,2}$/.test(value)) throw new InvalidArgumentError('It must be a number from 1 to 999.');
  return Number(value);
}

const options = new Command('npm run e2e:chaos --')
  .description(
    'Does everything to the whole stack that it has to survive, under constant traffic through the edge, and prints events against figures.',
  )
  .option('--only <event>', 'this event only (repeatable)', event, [])
  .option('--list', 'print the events, run none', false)
  .option('--rounds <number>', 'how often each is done', positive, 1)
  .option('--settle <seconds>', 'how long all may take to be well again after an event', positive, 180)
  .option('--report <file>', 'write the table there as well, as markdown')
  .option('--evidence <folder>', 'keep there what events that missed a promise were judged by, and the logs')
  .option('--keep', 'leave the cluster up, and the stack in it', false)
  .option('--no-build', 'the images are in the cluster already')
  .option('--push <registry>', "push the images there and use them from there; for a cluster that is not the lab's")
  .addHelpText(
    'after',
    '\nWhat the lab alone can do is left out elsewhere. Environment: as for `npm run e2e -- --help`.',
  )
  .parse()
  .opts<Options & ChaosOptions & { readonly list: boolean }>();

const command = ['npm run e2e:chaos', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ');

if (options.list) for (const { name, sentence } of FAULTS) console.log(`${name.padEnd(22)}${sentence}`);
else
  void main(resolve(__dirname, '..'), options, new ChaosSuite(options, command)).then((code) => {
    process.exitCode = code;
  });
