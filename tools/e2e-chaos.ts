import { resolve } from 'node:path';
import { FAULTS } from '../test/e2e/chaos/faults';
import { ChaosSuite, type ChaosOptions } from '../test/e2e/chaos/suite';
import { main } from '../test/e2e/main';
import { faultCommand, list, positive, type FaultOptions } from './fault-command';

const options = faultCommand(
  'e2e:chaos',
  'Does everything to the whole stack that it has to survive, under constant traffic through the edge, and prints events against figures.',
  FAULTS,
  'keep there what events that missed a promise were judged by, and the logs',
)
  .option('--settle <seconds>', 'how long all may take to be well again after an event', positive, 180)
  .parse()
  .opts<FaultOptions & ChaosOptions>();

const command = ['npm run e2e:chaos', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ');

if (options.list) list(FAULTS);
else
  void main(resolve(__dirname, '..'), options, new ChaosSuite(options, command)).then((code) => {
    process.exitCode = code;
  });
