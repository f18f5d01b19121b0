import { LIMITS } from '../../e2e/chaos/faults/fault';
import { FAULTS } from '../../e2e/chaos/faults';
import type { Figures, KindFigures } from '../../e2e/chaos/judge/figures';
import { missesOf } from '../../e2e/chaos/judge/limits';
import { KINDS, type Kind } from '../../e2e/chaos/load/plan';
import { LIMITS as POSTGRES } from '../../e2e/postgres/faults/fault';
import { LIMITS as REDIS } from '../../e2e/redis/faults/fault';

const well: KindFigures = { sent: 100, failed: {}, gapMs: 200, untilMs: 0 };
const figures = (kinds: Partial<Record<Kind, Partial<KindFigures>>> = {}, more: Partial<Figures> = {}): Figures => ({
  kinds: Object.fromEntries(KINDS.map((kind) => [kind, { ...well, ...kinds[kind] }])) as Figures['kinds'],
  ...{ backMs: 4000, acknowledged: 100, lost: [], forgotten: 0 },
  ...more,
});

test.each(Object.entries(LIMITS))('an event in which all went well keeps everything: %s', (_, limits) => {
  expect(missesOf(figures(), limits)).toEqual([]);
});

test.each(KINDS)('a planned event costs no request of any kind: %s', (kind) => {
  const wrong = figures({ [kind]: { failed: { 'status 502': 1 } } });
  expect(missesOf(wrong, LIMITS.planned)).toEqual([`${kind}: 1 failed`]);
});

test.each(Object.entries(LIMITS))('a lost note is never allowed: %s', (_, limits) => {
  expect(missesOf(figures({}, { lost: ['7', '8'] }), limits)).toEqual(['LOST: 2 (first: 7)']);
});

test('whoever does not need a pod notices nothing of its end', () => {
  const wrong = figures({ page: { failed: { timeout: 2 } }, redis: { gapMs: REDIS.nothing.gapMs + 500 } });
  expect(missesOf(wrong, LIMITS.primary)).toEqual(['page: 2 failed', 'redis: no answer for 1.50 s, 0.50 s over']);
  expect(missesOf(wrong, LIMITS.edge)).toEqual([]);
});

test('an outage is held against the figures of the part', () => {
  const writes = (gapMs: number) => figures({ write: { gapMs, failed: { 'status 503': 5 } } });
  expect(missesOf(writes(POSTGRES.killed.straightMs), LIMITS.primary)).toEqual([]);
  expect(missesOf(writes(POSTGRES.killed.straightMs + 250), LIMITS.primary)).toEqual([
    'write: no answer for 3.25 s, 0.25 s over',
  ]);
  expect(missesOf(writes(POSTGRES.silent.straightMs + 1000), LIMITS.node)).toEqual([
    'write: no answer for 26.00 s, 1.00 s over',
  ]);
  const visits = (gapMs: number) => figures({ redis: { gapMs } });
  expect(missesOf(visits(REDIS.killed.gapMs), LIMITS.master)).toEqual([]);
  expect(missesOf(visits(REDIS.killed.gapMs + 10), LIMITS.master)).toHaveLength(1);
});

test('failing on and on is no recovery, even if some are answered meanwhile', () => {
  const wrong = figures({ api: { failed: { ECONNREFUSED: 300 }, untilMs: 30_000 } });
  expect(missesOf(wrong, LIMITS.edge)).toEqual(['api: failing for 30.00 s, 20.00 s over']);
});

test('Redis may forget visits where a master is gone at once, and nowhere else', () => {
  const wrong = figures({}, { forgotten: 2 });
  expect(missesOf(wrong, LIMITS.master)).toEqual([]);
  expect(missesOf(wrong, LIMITS.node)).toEqual([]);
  expect(missesOf(wrong, LIMITS.planned)).toEqual(['2 visits forgotten']);
  expect(missesOf(wrong, LIMITS.primary)).toEqual(['2 visits forgotten']);
});

test('who stays away is told, and so is who comes back late', () => {
  expect(missesOf(figures({}, { backMs: undefined }), LIMITS.edge)).toEqual(['not all came back']);
  expect(missesOf(figures({}, { backMs: LIMITS.edge.backMs + 1000 }), LIMITS.edge)).toEqual([
    'all Ready 121.00 s, 1.00 s over',
  ]);
});

test('traffic that did not flow proves nothing', () => {
  expect(missesOf(figures({ write: { sent: 3 } }), LIMITS.planned)).toEqual(['write: only 3 requests: proves nothing']);
});

test('each class of pods goes gracefully, which costs nothing, and hard', () => {
  const classes = FAULTS.filter(({ name }) => name.startsWith('kill-')).map(({ name }) => name.slice('kill-'.length));
  expect(classes).toHaveLength(9);
  for (const name of classes)
    expect(FAULTS.find((fault) => fault.name === `delete-${name}`)?.limits).toBe(LIMITS.planned);
});

test('names of events are told apart', () => {
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
});
