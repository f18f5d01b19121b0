/** Brings a running Patroni cluster to the wanted configuration, restarts included. Level-triggered: run again, it goes on. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { TaskFailure } from '../failure';
import type { Log } from '../log';
import { pause, type Deadline } from '../patience';
import { described, difference, type Settings } from './difference';
import type { Patroni, Reasons } from './patroni';
import { nextStep, type Step } from './plan';

export interface ConfigureOptions {
  readonly patroni: Patroni;
  readonly wanted: Settings;
  /** How many members there should be. */
  readonly members: number;
  readonly deadline: Deadline;
  readonly dryRun: boolean;
  readonly log: Log;
  /** Milliseconds between two looks. */
  readonly intervalMs: number;
}

export interface Summary {
  readonly changes: readonly string[];
  readonly restarted: readonly string[];
  readonly switchovers: number;
}

/** The cluster's settings with the user's own parameters over them. */
export function readWanted(dynamicFile: string, parametersFile: string): Settings {
  const dynamic = parse(readFileSync(dynamicFile, 'utf8')) as Settings;
  const own = JSON.parse(readFileSync(parametersFile, 'utf8')) as Settings;
  const postgresql = dynamic['postgresql'] as Settings;
  const parameters = { ...(postgresql['parameters'] as Settings), ...own };
  return { ...dynamic, postgresql: { ...postgresql, parameters } };
}

export async function configure(options: ConfigureOptions): Promise<Summary> {
  const { patroni, wanted, dryRun, log } = options;
  const running = await until(options, 'a configuration', () => patroni.config());
  const patch = difference(running, wanted);
  const changes = described(running, patch);
  if (dryRun) {
    log.info({ changes }, changes.length === 0 ? 'nothing to change' : 'would be changed');
    return { changes, restarted: [], switchovers: 0 };
  }
  if (changes.length > 0) {
    await until(options, 'a member to take the configuration', async () => {
      await patroni.patch(patch);
      return true;
    });
    log.info({ changes }, 'the configuration is changed');
    await settle(options);
  }
  return { changes, ...(await restartPending(options)) };
}

/** Every member reads the configuration at its next turn and tells at the one after that whether it has to restart. */
async function settle({ wanted, intervalMs }: ConfigureOptions): Promise<void> {
  const loopWait = Number(wanted['loop_wait'] ?? 10);
  await sleep(intervalMs * (2 * loopWait + 1));
}

async function restartPending(options: ConfigureOptions): Promise<Omit<Summary, 'changes'>> {
  const { patroni, members: expected, deadline, log, intervalMs } = options;
  const restarted = new Set<string>();
  let switchovers = 0;
  let said = '';
  for (;;) {
    const step = await look(patroni, expected, restarted).catch((error: unknown): Step => ({
      do: 'wait',
      why: (error as Error).message,
    }));
    if (step.do === 'nothing') return { restarted: [...restarted], switchovers };
    if (step.do === 'give up') throw pendingFailure(step.why);
    if (deadline.passed) throw pendingFailure('why' in step ? step.why : '');
    if (step.do === 'wait') {
      if (said !== step.why) log.info({ why: step.why }, 'waiting');
      said = step.why;
    } else {
      try {
        if (step.do === 'restart') {
          log.info({ member: step.member.name, why: step.why }, 'restarting');
          await patroni.restart(step.member);
          restarted.add(step.member.name);
        } else {
          log.info({ from: step.leader.name, to: step.candidate.name, why: step.why }, 'switching over');
          await patroni.switchover(step.leader, step.candidate);
          restarted.add(step.leader.name);
          switchovers += 1;
        }
        await settle(options);
      } catch (error) {
        // A roll-out or a failover came in between: what is left to do is seen at the next look.
        log.warn({ why: (error as Error).message }, 'tried again');
      }
    }
    await sleep(intervalMs);
  }
}

async function look(patroni: Patroni, expected: number, restarted: ReadonlySet<string>): Promise<Step> {
  const { members, paused } = await patroni.members();
  const leader = members.find(({ role }) => role === 'leader');
  const leaderReasons: Reasons = leader?.pendingRestart === true ? await patroni.reasons(leader) : {};
  const step = nextStep({ members, expected, leaderReasons, restarted });
  if (!paused || step.do === 'nothing') return step;
  return { do: 'give up', why: 'the cluster is paused (patronictl resume ends that)' };
}

const pendingFailure = (why: string): TaskFailure =>
  new TaskFailure('SCALE-TASK-004', `the configuration is taken, and not every member runs with it yet: ${why}`);

/** Asks until there is an answer. */
async function until<T>(
  { deadline, log }: ConfigureOptions,
  what: string,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  let said = '';
  for (let attempt = 0; ; attempt += 1) {
    let why = 'there is none yet';
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      why = (error as Error).message;
    }
    if (deadline.passed) {
      throw new TaskFailure('SCALE-TASK-005', `waited in vain for ${what}: ${why}`);
    }
    if (why !== said) log.info({ why }, `waiting for ${what}`);
    said = why;
    await pause(Math.min(attempt, 3));
  }
}
