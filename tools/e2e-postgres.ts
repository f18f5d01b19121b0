import { resolve } from 'node:path';
import { Option } from 'commander';
import { main } from '../test/e2e/main';
import { FAULTS } from '../test/e2e/postgres/faults';
import { DURABILITY } from '../test/e2e/postgres/stack';
import { PostgresSuite, type PostgresOptions } from '../test/e2e/postgres/suite';
import { ALL_EVIDENCE, faultCommand, list, LOCK, type FaultOptions } from './fault-command';

const options = faultCommand(
  'e2e:postgres',
  'Hurts a running Postgres in every way it has to survive, under load, and prints faults against figures.',
  FAULTS,
  ALL_EVIDENCE,
)
  .addOption(new Option('--profile <profile>', 'durability').choices(DURABILITY).default('balanced'))
  .option(...LOCK)
  .parse()
  .opts<FaultOptions & PostgresOptions>();

if (options.list) list(FAULTS);
else
  void main(resolve(__dirname, '..'), options, new PostgresSuite(options)).then((code) => {
    process.exitCode = code;
  });
