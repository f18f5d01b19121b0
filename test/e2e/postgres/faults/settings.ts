import { patience } from '../../context';
import { notYet, there, waitFor } from '../../wait';
import type { Stage } from '../stage';
import { LIMITS, type Fault } from './fault';

export const reloadSetting: Fault = {
  name: 'reload-setting',
  sentence: 'a changed setting that needs a reload',
  limits: LIMITS.nothing,
  strike: async (stage) => {
    // Another one each time, as what is set already proves nothing.
    const value = `${100 + Math.floor(Math.random() * 900)}ms`;
    await stage.mark();
    await stage.stack.change({ postgres: { parameters: { log_min_duration_statement: value } } });
    await stage.setting('log_min_duration_statement', value);
    return `log_min_duration_statement = ${value}`;
  },
};

export const restartSetting: Fault = {
  name: 'restart-setting',
  sentence: 'a changed setting that needs a restart, raised and lowered again',
  limits: LIMITS.planned,
  strike: async (stage) => {
    await stage.mark();
    for (const value of [140, 120]) {
      await stage.stack.change({ postgres: { maxConnections: value } });
      await stage.setting('max_connections', String(value), 400);
      await stage.whole();
    }
    return 'max_connections = 140, then 120';
  },
};

/** What Patroni says of its synchronous mode with each profile. */
const MODES = {
  balanced: 'synchronous_mode: quorum; synchronous_mode_strict: false',
  'zero-loss': 'synchronous_mode: quorum; synchronous_mode_strict: true',
  'async-fast': "synchronous_mode: 'off'; synchronous_mode_strict: false",
} as const;

async function durability(stage: Stage, profile: keyof typeof MODES): Promise<void> {
  const { name } = await stage.leader();
  await stage.stack.change({ postgres: { durability: profile } });
  await waitFor(
    profile,
    async () => {
      const config = await stage.inMember(name, "patronictl show-config | grep '^synchronous_mode'");
      const mode = config.trim().split('\n').sort().join('; ');
      return mode === MODES[profile] ? there(undefined) : notYet(mode);
    },
    patience(stage.context, 120),
  );
}

export const changeDurability: Fault = {
  name: 'change-durability',
  sentence: 'another durability profile, each of them, and the first one again',
  limits: LIMITS.nothing,
  strike: async (stage) => {
    const { durability: before } = stage.stack;
    await stage.mark();
    await durability(stage, 'async-fast');
    await stage.setting('synchronous_standby_names', '');
    for (const profile of ['zero-loss', 'balanced', before] as const) {
      await durability(stage, profile);
      await stage.voters();
    }
    return '';
  },
};
