/** The tasks of a stack's Jobs: `make-secrets` and `configure-postgres`. */
import { Command, InvalidArgumentError } from 'commander';
import { ConfigError, postgresEnv, readEnv, secretsEnv } from './config';
import { configure, readWanted } from './configure-postgres';
import { Patroni } from './configure-postgres/patroni';
import { TaskFailure } from './failure';
import { openLog } from './log';
import { makeSecrets } from './make-secrets';
import { Secrets } from './make-secrets/kubernetes';
import { parseLabel, parseSecret, type WantedSecret } from './make-secrets/wanted';
import { Deadline } from './patience';

const log = openLog();
const USAGE = 2;

/** One of several arguments, each of a form that `parse` knows. */
const collect =
  <T>(parse: (text: string) => T | undefined, form: string) =>
  (text: string, before: readonly T[]): readonly T[] => {
    const value = parse(text);
    if (value === undefined) throw new InvalidArgumentError(`It must be ${form}.`);
    return [...before, value];
  };

/** An address of IPv6 is in brackets there. */
const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

async function secretsTask(flags: {
  secret: readonly WantedSecret[];
  label: readonly (readonly [string, string])[];
  dryRun: boolean;
}): Promise<void> {
  const env = readEnv(secretsEnv, process.env);
  const secrets = new Secrets({
    url: `${env.KUBERNETES_SCHEME}://${inUrl(env.KUBERNETES_SERVICE_HOST)}:${env.KUBERNETES_SERVICE_PORT}`,
    namespace: env.NAMESPACE,
    tokenFile: env.TOKEN_FILE,
    deadline: new Deadline(env.DEADLINE_SECONDS),
    log,
  });
  const labels = Object.fromEntries(flags.label);
  const results = await makeSecrets(secrets, flags.secret, { labels, dryRun: flags.dryRun, log });
  const changed = results.filter(({ outcome }) => outcome !== 'untouched').length;
  log.info({ secrets: results.length, changed }, changed === 0 ? 'unchanged' : 'done');
}

async function postgresTask(flags: { dryRun: boolean }): Promise<void> {
  const env = readEnv(postgresEnv, process.env);
  const summary = await configure({
    patroni: new Patroni({ host: env.PATRONI_HOST, port: env.PATRONI_PORT, passwordFile: env.PATRONI_PASSWORD_FILE }),
    wanted: readWanted(env.DYNAMIC_FILE, env.PARAMETERS_FILE),
    members: env.MEMBERS,
    deadline: new Deadline(env.DEADLINE_SECONDS),
    dryRun: flags.dryRun,
    log,
    intervalMs: 1000,
  });
  const nothing = summary.changes.length + summary.restarted.length === 0;
  log.info({ ...summary }, nothing ? 'unchanged' : 'done');
}

function codeOf(error: unknown): number {
  if (error instanceof TaskFailure && error.tolerable) return 0;
  return error instanceof ConfigError ? USAGE : 1;
}

/** Runs a task; its exit code says how it ended. */
function ending<T>(task: (flags: T) => Promise<void>) {
  return async (flags: T): Promise<void> => {
    try {
      await task(flags);
    } catch (error) {
      process.exitCode = codeOf(error);
      if (error instanceof TaskFailure) log.error({ code: error.code, remedy: error.remedy }, error.message);
      else log.error(error instanceof Error ? error.message : String(error));
    }
  };
}

const program = new Command('tasks')
  .description('What the Jobs of a stack do.')
  .addHelpText('after', '\nExit codes: 0 done or nothing to do, 1 failed, 2 wrong use or configuration.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE));
program
  .command('make-secrets')
  .description('Make Secrets with random passwords where there are none; what is there is never changed.')
  .requiredOption(
    '--secret <name:key,key>',
    'a Secret and its keys; repeatable',
    collect(parseSecret, 'a name and keys: NAME:KEY,KEY'),
    [],
  )
  .option('--label <key=value>', 'a label of the Secrets; repeatable', collect(parseLabel, 'KEY=VALUE'), [])
  .option('--dry-run', 'say what would be made, and make nothing', false)
  .action(ending(secretsTask));
program
  .command('configure-postgres')
  .description(
    "Bring a running Patroni cluster's settings to those of the files; members restart one by one where needed.",
  )
  .option('--dry-run', 'say what would be changed, and change nothing', false)
  .action(ending(postgresTask));

void program.parseAsync();
