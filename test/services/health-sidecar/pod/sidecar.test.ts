import { setTimeout as sleep } from 'node:timers/promises';
import { sidecarCollector } from '../../../../services/health-sidecar/src/pod';
import { run, valuesOf } from './run';

test('it tells how late its event loop was since the last look, and how much memory it has', async () => {
  const collector = sidecarCollector();
  const lagOf = async () => valuesOf(await run(collector))['event_loop_lag_seconds'];
  try {
    await run(collector);
    // It begins to measure with the first turn after a look.
    await sleep(100);
    const until = performance.now() + 300;
    while (performance.now() < until);
    await sleep(50);
    const busy = await lagOf();
    expect(busy).toBeGreaterThan(0.2);

    await sleep(300);
    expect(await lagOf()).toBeLessThan(0.2);
    expect(valuesOf(await run(collector))['sidecar_resident_memory_bytes']).toBeGreaterThan(10_000_000);
  } finally {
    await collector.close?.();
  }
});
