import { setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from './client';
import { openCluster, type Cluster } from './cluster';
import type { Context } from './context';
import { errorText } from './fail';
import { Helm } from './helm';
import { imagesOf } from './images';
import { Kubectl } from './kubectl';
import { openLog, secondsSince, type Log } from './log';
import { runGroups } from './runner';
import type { Suite } from './suite';
import type { Row } from './table';

/** What the command line asks for. */
export interface Options {
  readonly keep: boolean;
  readonly push?: string;
  /** Whether the images are built; else they are there. */
  readonly build: boolean;
  /** How long Argo CD is watched doing nothing. @default - as the step has it */
  readonly quietMinutes?: number;
}

/** Checks the project on a real cluster; resolves with the exit code. */
export async function main(root: string, options: Options, suite: Suite): Promise<number> {
  const log = openLog((text) => process.stdout.write(text));
  const interrupt = catchSignals(log);
  const { signal } = interrupt;
  try {
    const cluster = await openCluster({ root, keep: options.keep, log, signal });
    if ('skipped' in cluster) {
      console.log(`skipped: ${cluster.skipped}`);
      return 0;
    }
    const rows = await checkIn(cluster, suite, { root, options, log, signal });
    console.log(`\n${suite.report(rows)}`);
    return interrupt.exitCode ?? (rows.every(({ result }) => result === 'passed') ? 0 : 1);
  } catch (error) {
    console.log(`failed: ${errorText(error)}`);
    return interrupt.exitCode ?? 1;
  }
}

/** Runs all steps in a namespace of its own. A step that fails is a row, not an exception: the end is always reached. */
async function checkIn(
  cluster: Cluster,
  suite: Suite,
  run: { readonly root: string; readonly options: Options; readonly log: Log; readonly signal: AbortSignal },
): Promise<readonly Row[]> {
  const { root, options, log, signal } = run;
  const namespace = `scaleout-e2e-${Date.now().toString(36)}`;
  const images = imagesOf(root, options);
  const kubectl = new Kubectl(cluster.env, signal, namespace);
  const helm = new Helm(cluster.env, signal, namespace);
  const client = new Client(kubectl, images);
  const scratch = mkdtempSync(join(tmpdir(), 'scaleout-e2e-'));
  const { quietMinutes } = options;
  const context: Context = {
    root,
    cluster,
    images,
    namespace,
    kubectl,
    helm,
    client,
    log,
    signal,
    scratch,
    quietMinutes,
  };
  log.say(`in ${cluster.name}`);
  const rows = await runGroups(suite.groups, context);
  helm.close();
  rmSync(scratch, { recursive: true, force: true });
  return [...rows, await leave(context, suite, options.keep)];
}

/** Takes everything away that this run made, in the cluster and around it: the last row of the table. */
async function leave(context: Context, suite: Suite, keep: boolean): Promise<Row> {
  const { cluster, kubectl, namespace, log } = context;
  const sentence = 'the cluster is left as it was found';
  const begin = performance.now();
  log.heading(sentence);
  suite.close?.();
  try {
    if (!keep && !cluster.temporary) {
      const gone = ['delete', 'namespace', namespace, '--ignore-not-found', '--wait', '--timeout=120s'];
      // After an interrupt too, when the usual kubectl does nothing any more.
      await kubectl.unabortable().run(gone, { seconds: 150 });
    }
    if (!keep) await suite.clean?.();
    const seen = `${keep ? `namespace ${namespace} stays, ` : ''}${await cluster.leave()}`;
    return { sentence, result: 'passed', seen, seconds: secondsSince(begin) };
  } catch (error) {
    log.say(`FAILED: ${errorText(error)}`);
    return { sentence, result: 'failed', seen: errorText(error), seconds: secondsSince(begin) };
  }
}

/** Turns the first SIGINT or SIGTERM into an abort, so that everything that was started is ended in order; later ones change nothing. */
function catchSignals(log: Log): { readonly signal: AbortSignal; readonly exitCode: number | undefined } {
  const controller = new AbortController();
  // Each command under way listens, and there may be many at once.
  setMaxListeners(0, controller.signal);
  let exitCode: number | undefined;
  const on = (code: number) => () => {
    log.say(exitCode === undefined ? 'interrupted: cleaning up …' : 'still cleaning up …');
    exitCode ??= code;
    controller.abort();
  };
  process.on('SIGINT', on(130)).on('SIGTERM', on(143));
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
  };
}
