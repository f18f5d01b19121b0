import { API_AWAY_SECONDS, startApiServer, stopApiServer } from '../../faults/api-server';
import { LIMITS, type Fault } from './fault';

export const stopApi: Fault = {
  name: 'stop-api',
  sentence: `the API server is away for ${API_AWAY_SECONDS} s`,
  limits: LIMITS.nothing,
  wide: true,
  strike: async (stage) => {
    await stopApiServer(stage);
    return '';
  },
  mend: (stage) => startApiServer(stage),
};
