import { LIMITS, type Fault } from './fault';

const AWAY_SECONDS = 60;
let isAway = false;

export const stopApi: Fault = {
  name: 'stop-api',
  sentence: `the API server is away for ${AWAY_SECONDS} s`,
  limits: LIMITS.api,
  wide: true,
  strike: async (stage) => {
    await stage.mark();
    isAway = true;
    await stage.lab.run(['api', 'stop'], { seconds: 60 });
    await stage.hold(AWAY_SECONDS);
    await stage.lab.run(['api', 'start'], { seconds: 120 });
    isAway = false;
    await stage.over();
    return '';
  },
  mend: async (stage) => {
    if (isAway) await stage.lab.run(['api', 'start'], { seconds: 120 });
    isAway = false;
  },
};
