import { missingNotes } from '../../e2e/chaos/judge/notes';

const at = (...numbers: readonly number[]): ReadonlySet<number> => new Set(numbers);

test('all that was acknowledged is everywhere, and so is what was only asked for', () => {
  const found = new Map([
    ['p-0', at(1, 2, 3, 4)],
    ['p-1', at(1, 2, 3, 4)],
  ]);
  expect(missingNotes([1, 2, 3], found, 'p-0')).toEqual([]);
});

test('one that is not there is lost, whoever lacks it', () => {
  const found = new Map([
    ['p-0', at(1, 3)],
    ['p-1', at(1, 3)],
  ]);
  expect(missingNotes([1, 2, 3], found, 'p-0')).toEqual(['LOST at p-0: 1 (first: 2)', 'LOST at p-1: 1 (first: 2)']);
});

test('a member with other notes than the leader is told', () => {
  const found = new Map([
    ['p-0', at(1, 2)],
    ['p-1', at(1, 2, 9)],
  ]);
  expect(missingNotes([1, 2], found, 'p-0')).toEqual(['other notes at p-1 than at p-0: 1 (first: 9)']);
});

test('a leader that was not asked proves nothing', () => {
  expect(missingNotes([], new Map(), 'p-0')).toEqual(['p-0 leads, and was not asked']);
});
