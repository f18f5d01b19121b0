import { figuresOf, gapMs, OVER_MARK, RUNNING_MARK, WHOLE_MARK, type Ending } from '../../e2e/redis/judge/figures';
import type { Answered, Report, Sighting } from '../../e2e/redis/load/report';
import { slotOf } from '../../e2e/redis/load/slots';
import { PLACEMENT, sighting, takenOver, WANTED } from './cluster';

const FAULT = 5000;
const END = 10_000;
const ENDING: Ending = { wanted: WANTED, placement: PLACEMENT };

const answered: readonly Answered[] = Array.from({ length: END / 10 }, (_, i) => [i, i * 10, i * 10 + 2]);
const isOfShard0 = ([number]: Answered): boolean => slotOf(number) <= 5460;
/** Shard 0 answers nothing that was asked from 5 to 7 s before that is over. */
const out = answered.map((one): Answered => {
  const [number, sentAt] = one;
  return isOfShard0(one) && sentAt >= FAULT && sentAt < 7000 ? [number, sentAt, 7000] : one;
});

/** A report of a load in which nothing went wrong, but for what is given. */
const report = (more: Partial<Report> = {}): Report => ({
  ...{ epoch: 0, endedAt: END, marks: { fault: FAULT }, wrong: [], complaints: {}, agents: [] },
  writes: { answered, failures: [], unanswered: [] },
  reads: { answered: [], failures: [], unanswered: [] },
  sightings: [sighting()],
  found: { lost: [], canaries: [] },
  ...more,
});
const writes = (of: Partial<Report['writes']>) => ({ writes: { answered, failures: [], unanswered: [], ...of } });
const figures = (more: Partial<Report> = {}) => figuresOf(report(more), ENDING);

test('where nothing went wrong, all is counted and nothing is found', () => {
  expect(figures()).toMatchObject({
    ...{ errors: {}, slotsMs: 0, linksMs: 0, backMs: 0, acknowledged: answered.length },
    ...{ lost: [], canaries: [], merged: [], unread: undefined, runningMs: undefined },
  });
  expect(gapMs(figures())).toBeLessThan(100);
});

test('an outage of one shard is told as that of this shard, and not hidden by the others', () => {
  const { outages, waitMs } = figures(writes({ answered: out }));
  expect(outages.map(({ shard }) => shard)).toEqual([0, 1, 2]);
  const [first, ...others] = outages.map(({ from, to }) => to - from);
  expect(first).toBeGreaterThan(1900);
  expect(Math.max(...others)).toBeLessThan(100);
  expect(waitMs).toBeGreaterThan(1900);
});

test('where only what is after the pods ran counts, an outage counts from there', () => {
  const marks = { fault: FAULT, [RUNNING_MARK]: 6500 };
  expect(figures({ ...writes({ answered: out }), marks }).runningMs).toBe(500);
  expect(figures({ ...writes({ answered: out }), marks: { ...marks, [RUNNING_MARK]: 9000 } }).runningMs).toBe(0);
});

test('errors of writes and reads are counted by reason, from the fault on', () => {
  const failure = (at: number, kind: string) => ({ number: 1, sentAt: at - 5, at, kind });
  const some = figures({
    writes: { answered, failures: [failure(4000, 'x'), failure(6000, 'x')], unanswered: [] },
    reads: { answered: [], failures: [failure(6001, 'x'), failure(6002, 'y')], unanswered: [] },
  });
  expect(some.errors).toEqual({ x: 2, y: 1 });
});

test('what never got an answer is an error, and was waited for until the end', () => {
  const { errors, waitMs } = figures(writes({ unanswered: [[7, 6000]] }));
  expect(errors).toEqual({ 'no answer at all': 1 });
  expect(waitMs).toBe(END - 6000);
});

test('what was read back is told: what is lost, and canaries whether they were missed at the end or before', () => {
  expect(figures({ found: { lost: [3], canaries: [7, 9] }, wrong: [9, 11] })).toMatchObject({
    ...{ lost: ['3'], canaries: ['9', '11', '7'] },
  });
});

test('when nothing could be read back, it is told why, and nothing is taken to be lost', () => {
  expect(figures({ found: { unread: 'timeout' } })).toMatchObject({ lost: [], canaries: [], unread: 'timeout' });
});

const back = (sightings: readonly Sighting[], marks: Report['marks'] = { fault: FAULT }) => {
  const { slotsMs, linksMs, backMs } = figures({ sightings, marks });
  return [slotsMs, linksMs, backMs];
};
const away = (at: number) => sighting(at, { 'k-0-0': undefined });

test('slots, members and spread are told each from when they were back for good, since the fault', () => {
  expect(back([sighting(), away(5100), takenOver(6000), sighting(7500)])).toEqual([1000, 2500, 2500]);
});

test('masters that share a node are not spread, even if all else is well', () => {
  // Shard 1 is led from the node of shard 2's master.
  const swapped = sighting(7500, {
    'k-1-0': { role: 'replica', slots: '', master: 'id-k-1-1', linkUp: true },
    'k-1-1': { role: 'master', slots: '5461-10922', master: undefined, linkUp: undefined },
  });
  expect(back([sighting(), away(5100), swapped])).toEqual([2500, 2500, undefined]);
  expect(back([sighting(), away(5100), swapped, sighting(9000)])).toEqual([2500, 2500, 4000]);
});

test('what was well and is not again was not back for good', () => {
  expect(back([sighting(), away(5100), sighting(6000), away(6100), sighting(8000)])[2]).toBe(3000);
});

test('what is away in the end never came back', () => {
  expect(back([sighting(), away(5100)])).toEqual([undefined, undefined, undefined]);
  expect(back([sighting(), takenOver(5100)])).toEqual([0, undefined, undefined]);
});

test('an event that takes its time is mended from its end on', () => {
  const sightings = [sighting(), away(5100), takenOver(6000), sighting(7500)];
  expect(back(sightings, { fault: FAULT, [OVER_MARK]: 7000 })).toEqual([0, 500, 500]);
  expect(back(sightings, { fault: FAULT, [OVER_MARK]: 9000 })).toEqual([0, 0, 0]);
});

test('what is put away after all was well does not count', () => {
  const sightings = [sighting(), away(5100), sighting(7500), away(9000)];
  expect(back(sightings, { fault: FAULT, [WHOLE_MARK]: 8500 })).toEqual([2500, 2500, 2500]);
  // It was well before the fault, which says nothing of after it.
  expect(back(sightings, { fault: FAULT, [WHOLE_MARK]: 4000 })).toEqual([undefined, undefined, undefined]);
});

test('a cluster beside it can be the one that has to be whole, while the first one is written to', () => {
  const second = (at: number): Sighting => {
    const { nodes, ...rest } = sighting(at);
    const pods = nodes.map((node) => ({ ...node, pod: node.pod.replace('k', 's'), id: node.id.replace('k', 's') }));
    const own = pods.map((node) => ({
      ...node,
      known: pods.map(({ id }) => id).sort(),
      master: node.master?.replace('k', 's'),
    }));
    return { ...rest, nodes: [...nodes, ...own] };
  };
  const ending: Ending = { wanted: { ...WANTED, prefix: 's' }, loaded: WANTED, placement: {} };
  const judged = figuresOf(report({ ...writes({ answered: out }), sightings: [sighting(), second(8000)] }), ending);
  expect(judged).toMatchObject({ linksMs: 3000, merged: [] });
  expect(gapMs(judged)).toBeGreaterThan(1900);
});
