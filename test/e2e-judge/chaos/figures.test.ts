import { figuresOf, together, type Figures, type Seen } from '../../e2e/chaos/judge/figures';
import { KINDS } from '../../e2e/chaos/load/plan';
import type { Report } from '../../e2e/chaos/load/report';
import { bad, END, FAULT, good, NOTES, report, TIMES } from './made-up';

const WELL = { at: 0, lack: undefined };
const SEEN: Seen = { sightings: [WELL], notes: NOTES };
const figures = (of: Report, more: Partial<Seen> = {}): Figures => figuresOf(of, { ...SEEN, ...more });

test('where nothing went wrong, all is counted and nothing is found', () => {
  const out = figures(report());
  expect(out).toMatchObject({ backMs: 0, acknowledged: TIMES.length, lost: [], forgotten: 0 });
  for (const kind of KINDS) expect(out.kinds[kind]).toEqual({ sent: TIMES.length, failed: {}, gapMs: 100, untilMs: 0 });
});

test('failures are counted by kind and by reason, and the last one says how long it went on', () => {
  const failures = [bad(5100), bad(5300), bad(6200, 'ECONNREFUSED')];
  const { page, api } = figures(report({ page: { bad: failures } })).kinds;
  expect(page).toMatchObject({ sent: TIMES.length + 3, failed: { 'status 502': 2, ECONNREFUSED: 1 }, untilMs: 1200 });
  expect(api).toMatchObject({ failed: {}, untilMs: 0 });
});

test('a failure while nothing had been done yet is one too', () => {
  const { page } = figures(report({ page: { bad: [bad(100)] } })).kinds;
  expect(page).toMatchObject({ failed: { 'status 502': 1 }, untilMs: 0 });
});

test('an outage is told of its own kind, and counts whole', () => {
  const some = TIMES.filter((at) => at <= 4900 || at >= 7000);
  const out = figures(report({ api: { good: some.map((at) => good(at)) } }));
  expect(out.kinds.api.gapMs).toBe(2100);
  expect(out.kinds.page.gapMs).toBe(100);
});

test('a kind that never came back is out up to the end', () => {
  const some = TIMES.filter((at) => at < FAULT);
  expect(figures(report({ redis: { good: some.map((at) => good(at, at)) } })).kinds.redis.gapMs).toBe(END - 4900);
});

test('an outage that was over before the event does not count', () => {
  const some = TIMES.filter((at) => at <= 1000 || at >= 3000);
  expect(figures(report({ api: { good: some.map((at) => good(at)) } })).kinds.api.gapMs).toBe(100);
});

test('a note that was acknowledged and is not there is lost, and one that was only asked for is not', () => {
  const out = figures(report({ write: { bad: [bad(6000, 'timeout')] } }), {
    notes: new Set([...NOTES].filter((number) => number !== 701)),
  });
  expect(out).toMatchObject({ acknowledged: TIMES.length, lost: ['701'] });
});

test('a visit that was counted twice by one number was forgotten once', () => {
  const visits = [1, 2, 3, 3, 4, 4, 4, 5].map((number, i) => good(i * 100, number));
  expect(figures(report({ redis: { good: visits } })).forgotten).toBe(3);
});

describe('the time until all was Ready', () => {
  const sightings = [WELL, { at: 5100, lack: 'a pod' }, { at: 6000, lack: 'another' }, { at: 8000, lack: undefined }];

  test('counts from the event', () => {
    expect(figures(report(), { sightings }).backMs).toBe(3000);
  });

  test('counts from the end of what was done, where that took its time', () => {
    const marks = { fault: FAULT, over: 7500 };
    expect(figures(report({}, { marks }), { sightings }).backMs).toBe(500);
  });

  test('is none when it was well before that end', () => {
    expect(figures(report({}, { marks: { fault: FAULT, over: 9000 } }), { sightings }).backMs).toBe(0);
  });

  test('never comes when something is missing at the end', () => {
    expect(figures(report(), { sightings: [...sightings, { at: 9000, lack: 'a pod' }] }).backMs).toBeUndefined();
  });
});

describe('several pieces together', () => {
  const one = figures(report({ page: { bad: [bad(5100)] } }));
  const other = figures(
    report({ page: { bad: [bad(5200), bad(5300, 'timeout')] }, api: { good: [good(4000), good(END)] } }),
    { notes: new Set(), sightings: [WELL, { at: 6000, lack: 'a pod' }] },
  );

  test('are summed where things are counted, and the worst where they are measured', () => {
    const out = together([one, other, one]);
    expect(out.kinds.page).toMatchObject({ failed: { 'status 502': 3, timeout: 1 }, untilMs: 300 });
    expect(out.kinds.api).toMatchObject({ gapMs: 6000, sent: 2 * TIMES.length + 2 });
    expect(out).toMatchObject({ acknowledged: 3 * TIMES.length, forgotten: 0 });
    expect(out.lost).toHaveLength(TIMES.length);
  });

  test('are not well again when one was not', () => {
    expect(together([one, one]).backMs).toBe(0);
    expect(together([one, other]).backMs).toBeUndefined();
  });
});
