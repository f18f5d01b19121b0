import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { PARTS, Stream } from '../../e2e/redis/load/stream';
import { slotOf, SLOTS } from '../../e2e/redis/load/slots';

const PER_SECOND = 1000;

/** Runs a stream for so long; `ask` gets each number. */
async function run(ms: number, ask: (number: number) => Promise<void>): Promise<Stream> {
  const began = performance.now();
  const now = () => performance.now() - began;
  const stream = new Stream(PER_SECOND, ask, now);
  await stream.run(() => now() > ms);
  return stream;
}

test('it asks at the rate it is told, each number once, however slow the answers are', async () => {
  const asked: number[] = [];
  const began = performance.now();
  let untilLast = 0;
  const stream = await run(500, async (number) => {
    asked.push(number);
    untilLast = performance.now() - began;
    await sleep(200);
  });
  // By the time that it took indeed: a machine may stand still for a while.
  const due = (untilLast / 1000) * PER_SECOND;
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked.length).toBeGreaterThan(Math.min(due, 500) * 0.8);
  expect(asked.length).toBeLessThanOrEqual(due + 1);
  expect(stream.report().answered).toHaveLength(asked.length);
});

test('what fails is kept with its reason, and what is answered with when', async () => {
  const { answered, failures } = (
    await run(100, (number) => (number % 2 === 0 ? Promise.resolve() : Promise.reject(new Error('odd'))))
  ).report();
  expect(answered.every(([number, sentAt, at]) => number % 2 === 0 && at >= sentAt)).toBe(true);
  expect(failures.every(({ number, kind }) => number % 2 === 1 && kind === 'odd')).toBe(true);
  expect(failures.length + answered.length).toBeGreaterThan(50);
});

test('a part of the slots that does not answer holds no other up, and is not flooded', async () => {
  const end = new AbortController();
  const over = once(end.signal, 'abort').then(() => undefined);
  const isDead = (number: number) => slotOf(number) < SLOTS / PARTS;
  const asked = { dead: 0, alive: 0 };
  const stream = run(1500, (number) => {
    asked[isDead(number) ? 'dead' : 'alive'] += 1;
    return isDead(number) ? over : Promise.resolve();
  });
  await sleep(1600);
  // A sixteenth of 1500 were due.
  expect(asked.dead).toBeGreaterThan(30);
  expect(asked.dead).toBeLessThan(45);
  expect(asked.alive).toBeGreaterThan(1200);
  end.abort();
  expect((await stream).report()).toMatchObject({ failures: [], unanswered: [] });
});

test('parts that have not answered for a while are counted', async () => {
  const stream = await run(200, () => Promise.resolve());
  expect(stream.silentParts(10_000)).toBe(0);
  await sleep(50);
  expect(stream.silentParts(1)).toBe(PARTS);
});
