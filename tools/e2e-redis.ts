import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { main, type Options } from '../test/e2e/main';
import { FAULTS } from '../test/e2e/redis/faults';
import { FLAVOURS } from '../test/e2e/redis/stack';
import { RedisSuite, type RedisOptions } from '../test/e2e/redis/suite';

const names = FAULTS.map(({ name }) => name);

function event(value: string, before: readonly string[]): readonly string[] {
  if (!names.includes(value)) throw new InvalidArgumentError(`It must be one of ${names.join(', ')}.`);
  return [...before, value];
}

function positive(value: string): number {
  if (!/^[1-9]\d{0,2}$/.test(value)) throw new InvalidArgumentError('It must be a number from 1 to 999.');
  return Number(value);
}

const options = new Command('npm run e2e:redis --')
  .description(
    'Hurts a running Redis Cluster in every way it has to survive, under load, and prints events against figures.',
  )
  .option('--only <event>', 'this event only (repeatable)', event, [])
  .option('--list', 'print the events, run none', false)
  .option('--rounds <number>', 'how often each is done', positive, 1)
  .addOption(
    new Option('--flavour <flavour>', 'which server, or one after the other')
      .choices([...FLAVOURS, 'both'])
      .default('redis'),
  )
  .option('--report <file>', 'write the table there as well, as markdown')
  .option('--evidence <folder>', 'keep there what each round was judged by: all acknowledgements, and the logs')
  .option('--lock <file>', 'hold this file while the whole cluster is disturbed, and wait while others do')
  .option('--keep', 'leave the cluster up, and the stack in it', false)
  .option('--no-build', 'the images are in the cluster already')
  .option('--push <registry>', "push the images there and use them from there; for a cluster that is not the lab's")
  .addHelpText(
    'after',
    '\nWhat the lab alone can do is left out elsewhere. Environment: as for `npm run e2e -- --help`.',
  )
  .parse()
  .opts<Options & RedisOptions & { readonly list: boolean }>();

if (options.list) for (const { name, sentence } of FAULTS) console.log(`${name.padEnd(24)}${sentence}`);
else
  void main(resolve(__dirname, '..'), options, new RedisSuite(options)).then((code) => {
    process.exitCode = code;
  });
