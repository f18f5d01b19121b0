/** Whether there ever were two primaries: told from who acknowledged what when, by the client's one clock. */
import type { Acknowledged } from '../load/report';

const second = (ms: number): string => `${(ms / 1000).toFixed(3)} s`;

/** What two primaries at once look like; nothing when there was never more than one. */
export function twoAtOnce(acknowledged: readonly Acknowledged[]): string[] {
  const inOrder = [...acknowledged].sort((a, b) => a.at - b.at);
  return [...returns(inOrder), ...latecomers(inOrder)];
}

/** Servers that acknowledge on a timeline again after another one did on the same. */
function returns(inOrder: readonly Acknowledged[]): string[] {
  const last = new Map<number, { server: string; readonly before: Set<string> }>();
  const found: string[] = [];
  for (const { timeline, server, at } of inOrder) {
    const state = last.get(timeline);
    if (state === undefined) last.set(timeline, { server, before: new Set() });
    else if (state.server !== server) {
      if (state.before.has(server))
        found.push(`${server} and ${state.server} both acknowledge on timeline ${timeline}, at ${second(at)}`);
      state.before.add(state.server);
      state.server = server;
    }
  }
  return found;
}

/** Acknowledgements on a timeline when a newer one has begun already: an old primary beside the new one. */
function latecomers(inOrder: readonly Acknowledged[]): string[] {
  let newest: Acknowledged | undefined;
  const found: string[] = [];
  for (const one of inOrder) {
    if (newest === undefined || one.timeline > newest.timeline) newest = one;
    // At the very same moment, which was first cannot be told.
    else if (one.timeline < newest.timeline && one.at > newest.at)
      found.push(
        `${one.server} acknowledges on timeline ${one.timeline} at ${second(one.at)}, after ${newest.server} did on ${newest.timeline} at ${second(newest.at)}`,
      );
  }
  return found;
}
