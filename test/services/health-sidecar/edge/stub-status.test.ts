import fc from 'fast-check';
import { readStubStatus } from '../../../../services/health-sidecar/src/edge/stub-status';
import { anyPage, FIGURES, figures, written } from './written';

test('the page of nginx is read', () => {
  const page =
    'Active connections: 291 \nserver accepts handled requests\n 16630948 16630940 31070465 \nReading: 6 Writing: 179 Waiting: 106 \n';
  expect(readStubStatus(page)).toEqual(FIGURES);
});

test('whatever nginx has counted, it is read as it was', () => {
  fc.assert(
    fc.property(figures, (each) => {
      expect(readStubStatus(written(each))).toEqual(each);
    }),
  );
});

test.each([
  ['nothing', ''],
  ['a page for people', '<html><body>Welcome to nginx!</body></html>'],
  ['half of it', written(FIGURES).slice(0, 80)],
  ['it twice', written(FIGURES).repeat(2)],
  ['it with something before', ` ${written(FIGURES)}`],
  ['it with something after', `${written(FIGURES)}\n`],
  ['one with other ends of lines', written(FIGURES).replaceAll('\n', '\r\n')],
  ['one with a column more', written(FIGURES).replace('requests\n', 'requests request_time\n')],
  ['one with a number less', written(FIGURES).replace(' 16630940', '')],
  ['one with a number that is negative', written({ ...FIGURES, waiting: -1 })],
  ['one with a number that is none', written({ ...FIGURES, active: NaN })],
  ['one with a number without digits', written(FIGURES).replace('291', '')],
  ['one with a number of another script', written(FIGURES).replace('291', '٢٩١')],
])('%s is no such page', (_, page) => {
  expect(readStubStatus(page)).toBeUndefined();
});

test('a number that fell below zero is not known, and the others are', () => {
  const page = written(FIGURES).replace('Waiting: 106', 'Waiting: 18446744073709551615');
  expect(readStubStatus(page)).toEqual({ ...FIGURES, waiting: undefined });
});

test('whatever is answered, it is read whole or not at all', () => {
  fc.assert(
    fc.property(anyPage, (page) => {
      const told = readStubStatus(page);
      if (told === undefined) return;
      // Of numbers beyond what is exact nothing can be written back.
      if (Object.values(told).some((each) => each === undefined)) expect(page).toMatch(/\d{16}/);
      else expect(written(told)).toBe(page);
    }),
    { numRuns: 2000 },
  );
});
