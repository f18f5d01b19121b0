/**
 * Has `stop` done when the test file ends that starts something, also when it failed. Outside of Jest whoever starts something stops it:
 * benchmarks use the same servers.
 */
export function whenDone(stop: () => Promise<void>): void {
  if (typeof afterAll === 'function') afterAll(stop);
}
