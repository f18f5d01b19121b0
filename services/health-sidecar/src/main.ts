/** The command of the image: `run`, or a look at a configuration. */
import './frugal';
import { DRAIN_SIGNAL } from '@scaleout/health-contract';
import { ConfigError, identify, logOptions } from '@scaleout/runtime';
import { Command } from 'commander';
import pino from 'pino';
import * as z from 'zod';
import { version } from '../package.json';
import { ConfigurationError } from './codes';
import { configurationSchema, parseConfiguration, readConfigurationFile } from './configuration';
import { readEnvironment } from './environment';
import { startSidecar } from './sidecar';

const SERVICE = 'health-sidecar';
const USAGE = 2;

async function run(): Promise<void> {
  const env = readEnvironment(process.env);
  const pod = env.POD_NAME.trim();
  const who = identify(SERVICE, env.APP_VERSION, pod === '' ? process.env : { HOSTNAME: pod });
  const identity = { ...who, node: env.NODE_NAME.trim() || null, startedAt: new Date() };
  // At once: the process may be killed right after the last line.
  const log = pino(logOptions(who, env.LOG_LEVEL), pino.destination({ sync: true }));
  const sidecar = await startSidecar({ env, variables: process.env, identity, log });
  log.info({ port: sidecar.address.port }, 'answers');

  process.on(DRAIN_SIGNAL, () => {
    sidecar.drain();
  });
  const end = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'stopping');
    void sidecar.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end).once('SIGINT', end);
  const crash = (error: unknown) => {
    log.fatal({ err: error }, 'unexpected error, exiting');
    process.exit(1);
  };
  process.on('uncaughtException', crash).on('unhandledRejection', crash);
}

function check(file: string): void {
  const configuration = parseConfiguration(readConfigurationFile(file), process.env);
  console.log(JSON.stringify(configuration, null, 2));
}

function schema(): void {
  console.log(JSON.stringify(z.toJSONSchema(configurationSchema, { io: 'input' }), null, 2));
}

/** Runs a command; its exit code says how it ended. */
function ending<A extends unknown[]>(command: (...args: A) => void | Promise<void>) {
  return async (...args: A): Promise<void> => {
    try {
      await command(...args);
    } catch (error) {
      const isUsage = error instanceof ConfigurationError || error instanceof ConfigError;
      console.error(isUsage ? error.message : error);
      process.exit(isUsage ? USAGE : 1);
    }
  };
}

const program = new Command(SERVICE)
  .description('Tells whether an app and what it depends on are well: as JSON, as metrics and as a page.')
  .version(version)
  .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong use or configuration.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE));
program
  .command('run', { isDefault: true })
  .description(`Look and answer, until SIGTERM; ${DRAIN_SIGNAL} turns readiness off before that.`)
  .action(ending(run));
program
  .command('check')
  .argument('<file>', 'a configuration')
  .description('Say what is wrong with a configuration, or print it with all its defaults, and do nothing.')
  .action(ending(check));
program.command('schema').description('Print the JSON schema of the configuration.').action(ending(schema));

void program.parseAsync();
