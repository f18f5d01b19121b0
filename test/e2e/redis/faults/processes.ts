import { check } from '../../fail';
import type { Member, Stage } from '../stage';
import { LIMITS, type Fault } from './fault';

const kills = (choose: (stage: Stage) => Promise<readonly Member[]>) => async (stage: Stage) => {
  const victims = await choose(stage);
  await stage.mark();
  stage.kill(victims.map(({ server }) => server));
  return victims.map(({ name, sight }) => `${name.split('-').slice(-2).join('-')} ${sight?.role ?? ''}`).join(', ');
};

export const killMaster: Fault = {
  name: 'sigkill-master',
  sentence: "SIGKILL of a master's server",
  limits: LIMITS.killed,
  needsLab: true,
  strike: kills(async (stage) => [await stage.victim()]),
};

export const killPair: Fault = {
  name: 'sigkill-pair',
  sentence: 'SIGKILL of a master and its replica at once',
  limits: LIMITS.killed,
  needsLab: true,
  strike: kills(async (stage) => {
    const { shard } = await stage.victim();
    return (await stage.members()).filter((member) => member.shard === shard);
  }),
};

export const killTwoMasters: Fault = {
  name: 'sigkill-two-masters',
  sentence: 'SIGKILL of two masters at once',
  limits: LIMITS.killed,
  needsLab: true,
  strike: kills(async (stage) => {
    const two = (await stage.masters()).slice(0, 2);
    check(two.length === 2, 'there are no two masters');
    return two;
  }),
};
