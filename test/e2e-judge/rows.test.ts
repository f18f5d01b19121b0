import { compare } from '../e2e/postgres/judge/rows';
import type { Failure, PathReport } from '../e2e/postgres/load/report';

const acknowledged = (...numbers: readonly number[]) =>
  numbers.map((number) => ({ number, sentAt: number - 1, at: number, server: 'a', timeline: 1 }));
const failed = (unknown?: number): Failure => ({ at: 9, sentAt: 8, kind: 'closed', unknown });
const path = (name: PathReport['name'], numbers: readonly number[], failures: readonly Failure[] = []): PathReport => ({
  ...{ name, kind: 'write', failures, answered: [] },
  acknowledged: acknowledged(...numbers),
});

test('rows that are what was acknowledged are neither lost nor strange', () => {
  expect(compare([path('straight', [1, 2, 3])], { straight: [3, 1, 2] })).toEqual({
    ...{ acknowledged: 3, arrived: 0, lost: [], strange: [] },
  });
});

test('an acknowledged row that is not there is lost', () => {
  expect(compare([path('straight', [1, 2, 3])], { straight: [1, 3] }).lost).toEqual(['straight 2']);
});

test('a row that nobody wrote is strange, and does not make up for a lost one', () => {
  const { lost, strange } = compare([path('straight', [1, 2, 3])], { straight: [1, 3, 7] });
  expect({ lost, strange }).toEqual({ lost: ['straight 2'], strange: ['straight 7'] });
});

test('an insert without an answer may be there, and is then counted as arrived', () => {
  const paths = [path('straight', [1, 2], [failed(3), failed(4)])];
  expect(compare(paths, { straight: [1, 2, 3] })).toEqual({
    ...{ acknowledged: 2, arrived: 1, lost: [], strange: [] },
  });
});

test('an insert that was refused must not be there', () => {
  expect(compare([path('straight', [1, 2], [failed()])], { straight: [1, 2, 3] }).strange).toEqual(['straight 3']);
});

test('a row at another path does not make up for a lost one', () => {
  const paths = [path('straight', [1, 2]), path('pooled', [1])];
  const { lost, strange } = compare(paths, { straight: [1], pooled: [1, 2] });
  expect({ lost, strange }).toEqual({ lost: ['straight 2'], strange: ['pooled 2'] });
});

test('an unanswered insert at one path does not explain a row at another', () => {
  const paths = [path('straight', [1], [failed(2)]), path('pooled', [1])];
  expect(compare(paths, { straight: [1], pooled: [1, 2] }).strange).toEqual(['pooled 2']);
});

test('both writers are counted together', () => {
  const paths = [path('straight', [1, 2, 3], [failed(4)]), path('pooled', [1, 2], [failed(5)])];
  const { acknowledged: sum, arrived } = compare(paths, { straight: [1, 2, 3, 4], pooled: [1, 2, 5] });
  expect({ sum, arrived }).toEqual({ sum: 5, arrived: 2 });
});

test('when the rows of a path were not found at all, all of them are lost', () => {
  expect(compare([path('straight', [1, 2])], {}).lost).toEqual(['straight 1', 'straight 2']);
});

test('readers write nothing, so nothing of theirs is lost', () => {
  const reader: PathReport = { ...path('reads', []), kind: 'read', answered: [{ sentAt: 1, at: 2 }] };
  expect(compare([reader], {})).toEqual({ acknowledged: 0, arrived: 0, lost: [], strange: [] });
});
