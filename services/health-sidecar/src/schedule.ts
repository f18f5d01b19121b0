/** How often a collector is run: what it wants itself, over what is configured. */
import type { Schedule } from './collector';

/**
 * What one collector has. The longest pause is never shorter than its interval, and unless it says so itself a reading becomes stale later
 * by as much as its pauses and its time are longer than the configured ones: one that looks each hour is neither stuck nor unknown between.
 */
export function scheduleOf(configured: Schedule, own: Partial<Schedule> = {}): Schedule {
  const intervalSeconds = own.intervalSeconds ?? configured.intervalSeconds;
  const timeoutSeconds = own.timeoutSeconds ?? configured.timeoutSeconds;
  const maxBackoffSeconds = Math.max(own.maxBackoffSeconds ?? configured.maxBackoffSeconds, intervalSeconds);
  const longer = (now: number, before: number) => Math.max(0, now - before);
  const staleSeconds =
    own.staleSeconds ??
    configured.staleSeconds +
      1.5 * longer(maxBackoffSeconds, configured.maxBackoffSeconds) +
      longer(timeoutSeconds, configured.timeoutSeconds);
  return { intervalSeconds, timeoutSeconds, maxBackoffSeconds, staleSeconds };
}
