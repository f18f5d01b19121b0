/** The tasks of a stack's Jobs: `make-secrets`, `configure-postgres` and `remove-shards`. */
import { Command, InvalidArgumentError } from 'commander';
import { ConfigError, kubernetesEnv, postgresEnv, readEnv } from './config';
import { configure, readWanted } from './configure-postgres';
import { Patroni } from './configure-postgres/patroni';
import { TaskFailure } from './failure';
import type { Access } from './kubernetes';
import { openLog } from './log';
import { makeSecrets } from './make-secrets';
import { Secrets } from './make-secrets/kubernetes';
import {
  parseCertificate,
  parseLabel,
  parseName,
  parseSecret,
  type WantedCertificate,
  type WantedSecret,
} from './make-secrets/wanted';
import { Deadline } from './patience';
import { removeShards, StatefulSets, type ShardRange } from './remove-shards';

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

/** One argument of a form that `parse` knows. */
const one =
  <T>(parse: (text: string) => T | undefined, form: string) =>
  (text: string): T =>
    collect(parse, form)(text, [])[0] as T;

const name = one(parseName, 'the name of an object');
const shardNumber = one((text) => (/^\d{1,2}$/.test(text) ? Number(text) : undefined), 'a number below 100');

/** An address of IPv6 is in brackets there. */
const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function kubernetesAccess(): Access {
  const env = readEnv(kubernetesEnv, process.env);
  return {
    url: `${env.KUBERNETES_SCHEME}://${inUrl(env.KUBERNETES_SERVICE_HOST)}:${env.KUBERNETES_SERVICE_PORT}`,
    namespace: env.NAMESPACE,
    tokenFile: env.TOKEN_FILE,
    deadline: new Deadline(env.DEADLINE_SECONDS),
    log,
  };
}

async function secretsTask(flags: {
  secret: readonly WantedSecret[];
  certificate: readonly WantedCertificate[];
  label: readonly (readonly [string, string])[];
  dryRun: boolean;
}): Promise<void> {
  const secrets = new Secrets(kubernetesAccess());
  const labels = Object.fromEntries(flags.label);
  const results = await makeSecrets(secrets, [...flags.secret, ...flags.certificate], {
    labels,
    dryRun: flags.dryRun,
    log,
  });
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

async function shardsTask({ dryRun, ...range }: ShardRange & { dryRun: boolean }): Promise<void> {
  const removed = await removeShards(new StatefulSets(kubernetesAccess()), range, { dryRun, log });
  log.info({ removed }, removed.length === 0 ? 'unchanged' : 'done');
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
  .description(
    'Make Secrets with random passwords, or a first certificate, where there are none; what others wrote is never changed.',
  )
  .option(
    '--secret <name:key,key>',
    'a Secret and its keys; repeatable',
    collect(parseSecret, 'a name and keys: NAME:KEY,KEY'),
    [],
  )
  .option(
    '--certificate <name:host,host>',
    'a Secret of a self-signed certificate, and the hosts that it is for; its own is renewed in time; repeatable',
    collect(parseCertificate, 'a name and hosts: NAME:HOST,HOST'),
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
program
  .command('remove-shards')
  .description('Remove the StatefulSets of shards that stay when a stack is uninstalled; their volumes are left.')
  .requiredOption('--name <name>', "the start of the StatefulSets' names", name)
  .requiredOption('--from <number>', 'the first shard that may go', shardNumber)
  .requiredOption('--below <number>', 'the number above the last one', shardNumber)
  .option('--dry-run', 'say what would be removed, and remove nothing', false)
  .action(ending(shardsTask));

void program.parseAsync();
