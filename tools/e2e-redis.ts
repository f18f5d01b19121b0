import { resolve } from 'node:path';
import { Option } from 'commander';
import { main } from '../test/e2e/main';
import { FAULTS } from '../test/e2e/redis/faults';
import { FLAVOURS } from '../test/e2e/redis/stack';
import { RedisSuite, type RedisOptions } from '../test/e2e/redis/suite';
import { ALL_EVIDENCE, faultCommand, list, LOCK, type FaultOptions } from './fault-command';

const options = faultCommand(
  'e2e:redis',
  'Hurts a running Redis Cluster in every way it has to survive, under load, and prints events against figures.',
  FAULTS,
  ALL_EVIDENCE,
)
  .addOption(
    new Option('--flavour <flavour>', 'which server, or one after the other')
      .choices([...FLAVOURS, 'both'])
      .default('redis'),
  )
  .option(...LOCK)
  .parse()
  .opts<FaultOptions & RedisOptions>();

if (options.list) list(FAULTS);
else
  void main(resolve(__dirname, '..'), options, new RedisSuite(options)).then((code) => {
    process.exitCode = code;
  });
