import type { Lab } from '../lab';
import { processesOf } from './processes';

/** How long the API server is away. */
export const API_AWAY_SECONDS = 60;
/**
 * How long controllers hold on to a lease that they cannot renew: then they end, and begin anew with whoever gets it (the default of
 * `--leader-elect-renew-deadline`). The lab's run without a lease; left alone, they would come out of the minute with what they last heard
 * before it, and take every node to be lost.
 */
const LEASE_SECONDS = 10;
const CONTROLLERS = 'kube-controller-manager';
const START_SECONDS = 120;
let isAway = false;

/** What it takes to have the API server away for a while. */
interface Stage {
  readonly lab: Lab;
  readonly mark: () => Promise<void>;
  readonly hold: (seconds: number) => Promise<void>;
}

/** Stops the API server, and starts it again after {@link API_AWAY_SECONDS}; the controllers meanwhile lose their lease. */
export async function stopApiServer(stage: Stage): Promise<void> {
  await stage.mark();
  isAway = true;
  await stage.lab.run(['api', 'stop'], { seconds: 60 });
  await stage.hold(LEASE_SECONDS);
  // The lab starts what has ended again.
  for (const id of processesOf(CONTROLLERS)) process.kill(id);
  await stage.hold(API_AWAY_SECONDS - LEASE_SECONDS);
  await startApiServer(stage);
}

/** Starts it again, if it is still away. */
export async function startApiServer({ lab }: Pick<Stage, 'lab'>): Promise<void> {
  if (isAway) await lab.run(['api', 'start'], { seconds: START_SECONDS });
  isAway = false;
}
