import type { Lab } from '../lab';

/** How long the API server is away. */
export const API_AWAY_SECONDS = 60;
const START_SECONDS = 120;
let isAway = false;

/** What it takes to have the API server away for a while. */
interface Stage {
  readonly lab: Lab;
  readonly mark: () => Promise<void>;
  readonly hold: (seconds: number) => Promise<void>;
}

/** Stops the API server, and starts it again after {@link API_AWAY_SECONDS}. */
export async function stopApiServer(stage: Stage): Promise<void> {
  await stage.mark();
  isAway = true;
  await stage.lab.run(['api', 'stop'], { seconds: 60 });
  await stage.hold(API_AWAY_SECONDS);
  await startApiServer(stage);
}

/** Starts it again, if it is still away. */
export async function startApiServer({ lab }: Pick<Stage, 'lab'>): Promise<void> {
  if (isAway) await lab.run(['api', 'start'], { seconds: START_SECONDS });
  isAway = false;
}
