import { configurationSchema } from '../../../services/health-sidecar/src/configuration';
import type { Collector } from '../../../services/health-sidecar/src/collector';
import { Watch } from '../../../services/health-sidecar/src/watch';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined } as never;
const configuration = configurationSchema.parse({ stack: 'shop' });
const watching = (collect: Collector['collect'], schedule: Collector['schedule'] = {}) =>
  new Watch(() => [{ name: 'database', scope: 'shared', collect, schedule }], configuration, log);

test('who has answered once has done so under the next configuration too, though nobody has asked between', async () => {
  let isUp = true;
  let asked = 0;
  const watch = watching(() => {
    asked += 1;
    return isUp ? Promise.resolve({ status: 'ok' }) : Promise.reject(new Error('away'));
  });
  watch.start();
  while (asked === 0) await new Promise(setImmediate);
  await new Promise(setImmediate);
  isUp = false;
  await watch.change(configuration);
  expect(watch.snapshots).toMatchObject([{ status: 'down', hasAnswered: true }]);
  await watch.stop();
});

test('told to stop in the midst of a change, it does not wait for its first looks', async () => {
  const silent = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(new Error('aborted'));
      });
    });
  const watch = watching(silent, { timeoutSeconds: 60 });
  watch.start();
  void watch.change(configuration);
  await new Promise(setImmediate);
  await watch.stop();
}, 4000);
