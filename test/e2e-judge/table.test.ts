import type { Figures, PathFigures } from '../e2e/postgres/judge/figures';
import { markdownTable, plainTable, reasons, tally, type Entry } from '../e2e/postgres/judge/table';
import type { PathName } from '../e2e/postgres/load/plan';

const path = (gapMs = 20, errors: PathFigures['errors'] = {}, waitMs = 40): PathFigures => ({
  ...{ gap: { from: 0, to: gapMs }, waitMs, errors },
});
const figures = (wrong: Partial<Figures> = {}, paths: Partial<Record<PathName, PathFigures>> = {}): Figures => ({
  paths: { straight: path(), pooled: path(), reads: path(), 'pooled reads': path(), ...paths },
  ...{ backMs: 4000, acknowledged: 300, arrived: 0 },
  ...{ lost: [], strange: [], twoAtOnce: [], differing: [] },
  ...wrong,
});
const entry = (of: Partial<Entry> = {}): Entry => ({
  ...{ sentence: 'a fault', limits: { straightMs: 1500 }, rounds: [figures()], misses: [], note: '', result: 'kept' },
  ...of,
});

/** The cells of a markdown table's line. */
const cellsOf = (line = '') => line.split(/(?<!\\)\|/).slice(1, -1);
/** An entry's cells by the heads of the table. */
function row(of: Partial<Entry>): Readonly<Record<string, string>> {
  const [heads, , cells] = markdownTable([entry(of)])
    .split('\n')
    .map((line) => cellsOf(line).map((cell) => cell.trim()));
  return Object.fromEntries((heads ?? []).map((head, i) => [head, cells?.[i] ?? 'no such cell']));
}

test('a fault is a line: what it cost, what it may cost, and how it came out', () => {
  expect(row({ note: 'led by 0' })).toEqual({
    ...{ fault: 'a fault', 'write gap': '0.02', limit: '1.50', 'pooled write gap': '0.02' },
    ...{ 'longest pooled wait': '0.04', 'read gap': '0.02', 'pooled read gap': '0.02' },
    ...{ 'errors straight': '0', 'errors pooled': '0', 'all back': '4.00', acknowledged: '300', lost: '0' },
    ...{ 'two primaries': 'no', result: 'kept', note: 'led by 0' },
  });
});

test('of several rounds the worst gap is told, at each path', () => {
  const rounds = [
    figures({}, { straight: path(900), reads: path(100) }),
    figures({}, { straight: path(1200), 'pooled reads': path(300) }),
    figures({}, { pooled: path(700, {}, 650) }),
  ];
  expect(row({ rounds })).toMatchObject({
    ...{ 'write gap': '1.20', 'pooled write gap': '0.70', 'longest pooled wait': '0.65' },
    ...{ 'read gap': '0.10', 'pooled read gap': '0.30' },
  });
});

test('what is counted is summed over the rounds', () => {
  const rounds = [
    figures({ lost: ['straight 1'] }, { straight: path(20, { closed: 1 }), pooled: path(20, { closed: 4 }) }),
    figures({ lost: ['pooled 1', 'pooled 2'] }, { reads: path(20, { x: 2 }), 'pooled reads': path(20, { x: 8 }) }),
  ];
  expect(row({ rounds })).toMatchObject({
    ...{ 'errors straight': '3', 'errors pooled': '12', acknowledged: '600', lost: '3' },
  });
});

test('a member that stayed away in one round is not hidden by the others', () => {
  expect(row({ rounds: [figures(), figures({ backMs: undefined }), figures()] })['all back']).toBe('never');
});

test('two primaries in one round are not hidden by the others', () => {
  expect(row({ rounds: [figures(), figures({ twoAtOnce: ['a and b'] })] })['two primaries']).toBe('YES');
});

test('what was missed is told once, before the note', () => {
  const cells = row({ result: 'MISSED', misses: ['LOST: 1', 'LOST: 1', 'reads 2.00 s'], note: 'led by 0' });
  expect(cells).toMatchObject({ result: 'MISSED', note: 'LOST: 1; reads 2.00 s; led by 0' });
});

test('a fault without limits has none in the table', () => {
  expect(row({ limits: {} })['limit']).toBe('');
});

test('a fault that was left out has no figures, but still its result and why', () => {
  const { fault, result, note, ...others } = row({ rounds: [], result: 'left out', note: 'not the lab' });
  expect({ fault, result, note }).toEqual({ fault: 'a fault', result: 'left out', note: 'not the lab' });
  expect(new Set(Object.values(others))).toEqual(new Set(['']));
});

test('a line between cells in a note does not make another cell', () => {
  const note = 'first | second';
  const lines = markdownTable([entry({ note })]).split('\n');
  expect(new Set(lines.map((line) => cellsOf(line).length)).size).toBe(1);
  expect(row({ note })['note']).toBe('first \\| second');
});

test('for a terminal, columns stand below their heads, and the results are counted last', () => {
  const text = plainTable([entry({ sentence: 'a fault with a long name' }), entry({ result: 'MISSED' })]);
  const [heads = '', , first = '', second = '', ...rest] = text.split('\n');
  const column = heads.indexOf('result');
  expect([first, second].map((line) => line.slice(column).trim())).toEqual(['kept', 'MISSED']);
  expect(rest).toEqual(['', '1 kept, 1 MISSED']);
});

test('results are counted, those that there are', () => {
  const entries = (['FAILED', 'kept', 'left out', 'kept', 'MISSED'] as const).map((result) => entry({ result }));
  expect(tally(entries)).toBe('2 kept, 1 MISSED, 1 FAILED, 1 left out');
  expect(tally([])).toBe('');
});

test('reasons are summed over rounds and the paths asked for, the most frequent first', () => {
  const rounds = [
    figures({}, { pooled: path(20, { closed: 1, timeout: 2 }), straight: path(20, { other: 9 }) }),
    figures({}, { 'pooled reads': path(20, { closed: 3 }) }),
  ];
  expect(reasons(rounds, 'pooled', 'pooled reads')).toBe('4 x closed, 2 x timeout');
  expect(reasons(rounds, 'reads')).toBe('');
});
