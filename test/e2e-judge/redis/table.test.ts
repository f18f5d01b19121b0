import type { Entry } from '../../e2e/faults/judge/table';
import type { Figures } from '../../e2e/redis/judge/figures';
import type { Limits } from '../../e2e/redis/judge/limits';
import { remarks, TABLE } from '../../e2e/redis/judge/table';

const figures = (wrong: Partial<Figures> = {}): Figures => ({
  outages: [
    { shard: 0, from: 0, to: 100 },
    { shard: 1, from: 0, to: 40 },
  ],
  ...{ runningMs: undefined, waitMs: 120, errors: {}, slotsMs: 0, linksMs: 2000, backMs: 3000 },
  ...{ acknowledged: 1000, lost: [], canaries: [], merged: [], unread: undefined },
  ...wrong,
});
type Line = Entry<Figures, Limits>;
const entry = (of: Partial<Line> = {}): Line => ({
  ...{ sentence: 'an event', limits: { gapMs: 1000, backMs: 30_000 }, rounds: [figures()], misses: [] },
  ...{ note: '', result: 'kept' },
  ...of,
});
/** An entry's cells by the heads of the table. */
function row(of: Partial<Line>): Readonly<Record<string, string>> {
  const [heads = [], , cells = []] = TABLE.markdown([entry(of)])
    .split('\n')
    .map((line) => line.split('|').slice(1, -1))
    .map((line) => line.map((cell) => cell.trim()));
  return Object.fromEntries(heads.map((head, i) => [head, cells[i] ?? 'no such cell']));
}

test('an event is a line: what it cost, what it may cost, and how it came out', () => {
  expect(row({ note: 'shard 1' })).toEqual({
    ...{ fault: 'an event', gap: '0.10', limit: '1.00', 'gap from running': '', 'its limit': '' },
    ...{ 'longest wait': '0.12', errors: '0', slots: '0.00', links: '2.00', 'all back': '3.00' },
    ...{ acknowledged: '1000', lost: '0', 'canaries lost': '0', result: 'kept', note: 'shard 1' },
  });
});

test('of several rounds the worst is told, and what is counted is summed', () => {
  const rounds = [
    figures({ waitMs: 700, lost: ['1'], errors: { x: 1 } }),
    figures({ outages: [{ shard: 2, from: 0, to: 900 }], backMs: 5000, canaries: ['1', '2'], errors: { x: 1, y: 2 } }),
  ];
  expect(row({ rounds })).toMatchObject({
    ...{ gap: '0.90', 'longest wait': '0.70', 'all back': '5.00' },
    ...{ errors: '4', acknowledged: '2000', lost: '1', 'canaries lost': '2' },
  });
});

test('a cluster that was not well again in one round is not hidden by the others', () => {
  expect(
    row({ rounds: [figures(), figures({ slotsMs: undefined, linksMs: undefined, backMs: undefined })] }),
  ).toMatchObject({
    ...{ slots: 'never', links: 'never', 'all back': 'never' },
  });
});

test('where it counts from when the pods ran, that is told beside the whole', () => {
  const limits: Limits = { runningMs: 12_000, backMs: 30_000 };
  expect(row({ limits, rounds: [figures({ runningMs: 9500 })] })).toMatchObject({
    ...{ limit: '', 'gap from running': '9.50', 'its limit': '12.00' },
  });
});

test('the longest outage of each shard over all rounds is told, and why the client failed', () => {
  const rounds = [
    figures({ errors: { x: 1 } }),
    figures({ outages: [{ shard: 1, from: 0, to: 300 }], errors: { x: 1, y: 3 } }),
  ];
  expect(remarks(rounds)).toEqual(['shards 0.10 / 0.30', '3 x y, 2 x x']);
  expect(remarks([])).toEqual(['', '']);
});
