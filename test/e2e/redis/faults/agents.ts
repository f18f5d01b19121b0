import { setTimeout as sleep } from 'node:timers/promises';
import { check } from '../../fail';
import { PREFIX, USUAL } from '../stack';
import type { Stage } from '../stage';
import { LIMITS, type Fault } from './fault';
import { killThemAll } from './pods';
import { changeShards, LARGE } from './shapes';
import { formed, removeTwin } from './twins';

/** How agents die. */
interface Reaping {
  /** The cluster's. */
  readonly prefix: string;
  readonly most: number;
  /** How long each acts: long enough that it does something, short enough that it is not done. */
  readonly lifeMs: number;
}

/** How many there were, and how many of them before all was well. */
interface Deaths {
  readonly all: number;
  readonly early: number;
}

/** Kills the agent that acts, the next one too, and so on, while something goes on. */
async function whileAgentsDie(stage: Stage, reaping: Reaping, action: () => Promise<unknown>): Promise<Deaths> {
  const { prefix, most, lifeMs } = reaping;
  const { signal } = stage.context;
  const killed = new Set<string>();
  let early = 0;
  let isOver = false;
  const goesOn = () => !isOver && killed.size < most;
  const reap = async () => {
    while (goesOn()) {
      const { agent = '' } = (await actingAgent(stage, prefix)) ?? {};
      const isNew = agent !== '' && !killed.has(agent);
      await sleep(isNew ? lifeMs : 200, undefined, { signal });
      if (!isNew || !goesOn()) continue;
      try {
        stage.kill([agent]);
      } catch {
        // It went with its pod.
        continue;
      }
      killed.add(agent);
      if ((await stage.lack()) !== undefined) early += 1;
      await stage.over();
    }
  };
  await Promise.all([
    action().finally(() => {
      isOver = true;
    }),
    reap(),
  ]);
  return { all: killed.size, early };
}

/** Fails when nobody was killed while there was something to do. */
function saidOf({ all, early }: Deaths, ...said: readonly string[]): string {
  check(early > 0, `${all} agents killed, none before all was well: proves nothing`);
  return [`${all} agents killed, ${early} before all was well`, ...said].join(', ');
}

/** The node whose agent holds the Lease. */
async function actingAgent(stage: Stage, prefix: string) {
  const lease = ['get', 'lease', prefix, '--output', 'jsonpath={.spec.holderIdentity}'];
  const { stdout } = await stage.context.kubectl.try(lease);
  return stage.nodes(prefix).find(({ name }) => name === stdout.trim());
}

export const killAgents: Fault = {
  name: 'kill-agents',
  sentence: 'SIGKILL of all agents at once, when there is nothing to do',
  limits: LIMITS.nothing,
  needsLab: true,
  strike: async (stage) => {
    await stage.mark();
    stage.kill(stage.nodes().map(({ agent }) => agent));
    return '';
  },
};

export const killAgentsForming: Fault = {
  name: 'agent-killed-form',
  sentence: 'SIGKILL of the agent that acts, and the next, while a cluster forms',
  // From the last of them on.
  limits: { ...LIMITS.formed, backMs: 30_000 },
  needsLab: true,
  strike: async (stage) => {
    await stage.mark();
    const twin = formed(stage);
    const deaths = await whileAgentsDie(stage, { prefix: twin.wanted.prefix, most: 3, lifeMs: 300 }, async () => {
      await twin.install();
      await stage.whole();
    });
    return saidOf(deaths);
  },
  mend: removeTwin,
};

/** While slots are on their way. */
const MOVING: Reaping = { prefix: PREFIX, most: 4, lifeMs: 3000 };

export const killAgentsScalingOut: Fault = {
  name: 'agent-killed-scale-out',
  sentence: 'SIGKILL of the agent that acts, again and again, during a scale from 3 shards to 5',
  limits: LIMITS.planned,
  needsLab: true,
  strike: async (stage) => {
    let said = '';
    await stage.mark();
    const deaths = await whileAgentsDie(stage, MOVING, async () => {
      said = await changeShards(stage, LARGE);
    });
    await stage.over();
    return saidOf(deaths, said);
  },
};

export const killAgentsScalingIn: Fault = {
  name: 'agent-killed-scale-in',
  sentence: 'SIGKILL of the agent that acts, again and again, during a scale from 5 shards to 3',
  limits: LIMITS.planned,
  shape: LARGE,
  needsLab: true,
  strike: async (stage) => {
    let said = '';
    await stage.mark();
    const deaths = await whileAgentsDie(stage, MOVING, async () => {
      said = await changeShards(stage, USUAL);
    });
    await stage.over();
    return saidOf(deaths, said);
  },
};

export const killAgentsAfterAll: Fault = {
  name: 'agent-killed-kill-all',
  sentence: 'SIGKILL of all nodes at once, and of the agent that acts then, and the next',
  limits: LIMITS.all,
  needsLab: true,
  strike: async (stage) => {
    let said = '';
    const deaths = await whileAgentsDie(stage, { prefix: PREFIX, most: 3, lifeMs: 500 }, async () => {
      said = await killThemAll(stage);
      await stage.whole();
    });
    return saidOf(deaths, said);
  },
};
