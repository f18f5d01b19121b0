import { setTimeout as sleep } from 'node:timers/promises';
import { PREFIX, USUAL } from '../stack';
import type { Stage } from '../stage';
import { LIMITS, type Fault } from './fault';
import { formed, removeTwin } from './twins';
import { killThemAll } from './pods';
import { changeShards, LARGE } from './shapes';

/** Long enough that each does something, short enough that none is done. */
const LIFE_MS = 3000;

/** Kills the agent that acts, the next one too, and so on, while something goes on. Resolves with how many there were. */
async function whileAgentsDie(
  stage: Stage,
  prefix: string,
  most: number,
  action: () => Promise<unknown>,
): Promise<number> {
  const end = new AbortController();
  const killed = new Set<string>();
  const reap = async () => {
    while (!end.signal.aborted && killed.size < most) {
      const { agent = '' } = (await actingAgent(stage, prefix)) ?? {};
      const isNew = agent !== '' && !killed.has(agent);
      await sleep(isNew ? LIFE_MS : 200, undefined, { signal: end.signal });
      if (!isNew) continue;
      killed.add(agent);
      stage.kill([agent]);
      await stage.over();
    }
  };
  await Promise.all([
    action().finally(() => {
      end.abort();
    }),
    // What goes on is over before another agent had its life.
    reap().catch(() => undefined),
  ]);
  return killed.size;
}

/** The node whose agent holds the Lease. */
async function actingAgent(stage: Stage, prefix: string) {
  const lease = ['get', 'lease', prefix, '--output', 'jsonpath={.spec.holderIdentity}'];
  const { stdout } = await stage.context.kubectl.try(lease);
  return stage.nodes(prefix).find(({ name }) => name === stdout.trim());
}

const saidOf = (kills: number, said = ''): string =>
  [`${kills} agents killed`, said].filter((part) => part !== '').join(', ');

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
    const kills = await whileAgentsDie(stage, twin.wanted.prefix, 2, async () => {
      await twin.install();
      await stage.whole();
    });
    return saidOf(kills);
  },
  mend: removeTwin,
};

export const killAgentsScalingOut: Fault = {
  name: 'agent-killed-scale-out',
  sentence: 'SIGKILL of the agent that acts, again and again, during a scale from 3 shards to 5',
  limits: LIMITS.planned,
  needsLab: true,
  strike: async (stage) => {
    let said = '';
    await stage.mark();
    const kills = await whileAgentsDie(stage, PREFIX, 4, async () => {
      said = await changeShards(stage, LARGE);
    });
    await stage.over();
    return saidOf(kills, said);
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
    const kills = await whileAgentsDie(stage, PREFIX, 4, async () => {
      said = await changeShards(stage, USUAL);
    });
    await stage.over();
    return saidOf(kills, said);
  },
};

export const killAgentsAfterAll: Fault = {
  name: 'agent-killed-kill-all',
  sentence: 'SIGKILL of all nodes at once, and of the agent that acts then, and the next',
  limits: LIMITS.all,
  needsLab: true,
  strike: async (stage) => {
    const said = await killThemAll(stage);
    const kills = await whileAgentsDie(stage, PREFIX, 2, () => stage.whole());
    return saidOf(kills, said);
  },
};
