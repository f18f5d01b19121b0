/** The agent beside a node of a Redis Cluster: `run` before Redis starts and while it runs, `plan` to see what it would do. */
import { existsSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { version } from '../package.json';
import { Agent } from './agent';
import { ConfigError, readEnv, type AgentEnv } from './env';
import { inCluster } from './kubernetes';
import { always, Lease } from './leadership';
import { openLog, type Log } from './log';
import { namingOf } from './places';
import { updateAddresses } from './prepare';
import { writeSecrets } from './secrets';
import { serve } from './server';
import { agentsAt, resolver } from './surroundings';

const USAGE = 2;

interface Setting {
  readonly env: AgentEnv;
  readonly log: Log;
}

function setting(): Setting {
  const env = readEnv(process.env);
  return { env, log: openLog(env.LOG_LEVEL, { name: 'redis-agent', version, agent: env.POD_NAME }) };
}

const aroundOf = (env: AgentEnv) => ({
  resolve: resolver({ podsService: env.REDIS_PODS_SERVICE }, env.POD_IP),
  ...agentsAt(env.PORT),
});

async function prepare({ env, log }: Setting): Promise<void> {
  writeSecrets(env);
  await updateAddresses(env, namingOf(env), aroundOf(env), log);
}

async function run(made: Setting, { dryRun }: { readonly dryRun: boolean }): Promise<void> {
  const { env, log } = made;
  const api = env.LEASE_NAME === undefined ? undefined : inCluster(process.env);
  const path = `/apis/coordination.k8s.io/v1/namespaces/${env.POD_NAMESPACE}/leases/${env.LEASE_NAME ?? ''}`;
  const leadership = api === undefined ? always(env.POD_NAME) : new Lease(api, path, env.POD_NAME, log);
  const agent = new Agent({ env, log, api, leadership, dryRun, around: aroundOf(env) });
  const server = serve(agent.routes);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(env.PORT, resolve);
  });
  log.info({ port: env.PORT, dryRun }, 'running');
  const stop = async () => {
    await agent.yield();
    await agent.outlive();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  // A person at a terminal has no server beside it that would end.
  process.once('SIGINT', () => process.exit(0));
  // Once for each pod and address: a file of a running server is its own.
  if (env.PREPARED_FILE !== undefined && !existsSync(env.PREPARED_FILE)) {
    await prepare(made);
    writeFileSync(env.PREPARED_FILE, '');
  }
  await agent.run();
}

async function show({ env, log }: Setting): Promise<void> {
  const agent = new Agent({ env, log, api: undefined, leadership: always(env.POD_NAME), around: aroundOf(env) });
  const { plan, sight, wanted } = await agent.reconciler.look();
  console.log(JSON.stringify({ wanted, plan, members: sight.members }, null, 2));
  await agent.stop();
}

/** Runs a command; its exit code says how it ended. */
function ending<T>(command: (made: Setting, flags: T) => Promise<void>) {
  return async (flags: T): Promise<void> => {
    try {
      await command(setting(), flags);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exit(error instanceof ConfigError ? USAGE : 1);
    }
  };
}

const program = new Command('redis-agent')
  .description('Forms, mends and scales a Redis Cluster, from beside each of its nodes.')
  .version(version)
  .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong use or configuration.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE));
program
  .command('prepare')
  .description(
    'Write the users of Redis, bring the addresses in nodes.conf up to date, and end: for a server without an agent.',
  )
  .action(ending(prepare));
program
  .command('run')
  .description('Prepare the start of Redis, look after the node and, when it is this one that acts, after the cluster.')
  .option('--dry-run', 'decide and say so, and change nothing', false)
  .action(ending(run));
program
  .command('plan')
  .description('Print what is seen and what would be done, as JSON, and do nothing.')
  .action(ending(show));

void program.parseAsync();
