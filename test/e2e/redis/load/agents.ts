/** What the agents have done. */

const ANSWER_MS = 2000;

/** Steps done by the agents at these addresses (`10.0.0.1:8181`), each since it began, by their own count; undefined: no answer. */
export const stepsOf = (agents: readonly string[]): Promise<(number | undefined)[]> =>
  Promise.all(
    agents.map(async (agent) => {
      try {
        const response = await fetch(`http://${agent}/metrics`, { signal: AbortSignal.timeout(ANSWER_MS) });
        return countSteps(await response.text());
      } catch {
        return undefined;
      }
    }),
  );

/** The sum of all counters of steps. */
export const countSteps = (metrics: string): number =>
  [...metrics.matchAll(/^redis_agent_steps_total(?:\{[^}]*\})? (\d+)/gm)].reduce(
    (sum, [, done]) => sum + Number(done),
    0,
  );
