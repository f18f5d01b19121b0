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
