import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CODES, describeProblem, misuse, ScaleoutError, type Code, type CodeEntry } from '../../constructs/errors';

const root = resolve(__dirname, '../..');
const entries = Object.entries(CODES) as [Code, CodeEntry][];

/** All of our own sources but the tables themselves. */
const sources = ['constructs', 'charts', 'packaging', 'cli', 'services/postgres']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(root, folder, file)),
  )
  .filter((file) => /\.(ts|py)$/.test(file) && !file.endsWith('codes.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

describe.each(entries)('%s', (code, entry) => {
  test('is of the one form', () => {
    expect(code).toMatch(/^SCALE-[A-Z]+-\d{3}$/);
  });
  test('has a title, a cause and a remedy, in words', () => {
    expect(entry.title).toMatch(/^[A-Z`-].*[^.]$/);
    expect(entry.cause).toMatch(/^[A-Z`].*\.$/);
    expect(entry.remedy).toMatch(/^[A-Z`].*[.:`]/);
  });
  test('is raised somewhere', () => {
    expect(sources).toMatch(new RegExp(`['"]${code}['":]`));
  });
});

test('no code is raised that the table does not have', () => {
  const raised = new Set(sources.match(/SCALE-[A-Z]+-\d{3}/g));
  expect([...raised].filter((code) => !(code in CODES))).toEqual([]);
});

test('codes of a subject are in order', () => {
  const codes = entries.map(([code]) => code);
  for (const subject of new Set(codes.map((code) => code.slice(0, -4)))) {
    const own = codes.filter((code) => code.startsWith(subject));
    expect(own).toEqual([...own].sort());
  }
});

test.each<[string, Parameters<typeof describeProblem>[0], string]>([
  [
    'all of it',
    { code: 'SCALE-VALUES-003', at: 'mine.yaml:3', path: 'a.b', message: '0 must be at least 1', remedy: 'Raise it.' },
    'SCALE-VALUES-003: mine.yaml:3 a.b: 0 must be at least 1. Raise it.',
  ],
  [
    'without a place',
    { code: 'SCALE-VALUES-003', path: 'a.b', message: 'x', remedy: 'y' },
    'SCALE-VALUES-003: a.b: x. y',
  ],
  ['without any path', { code: 'SCALE-VALUES-003', message: 'x', remedy: 'y' }, 'SCALE-VALUES-003: x. y'],
  [
    'with the remedy of the table',
    { code: 'SCALE-VALUES-003', message: 'x' },
    'SCALE-VALUES-003: x. Choose a value within the range.',
  ],
])('a problem is one paragraph: %s', (_, problem, text) => {
  expect(describeProblem(problem)).toBe(text);
});

test('an error carries every problem, lists them all, and is called after the first', () => {
  const error = new ScaleoutError([
    { code: 'SCALE-VALUES-001', message: 'a' },
    { code: 'SCALE-VALUES-002', message: 'b' },
  ]);
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('ScaleoutError');
  expect(error.code).toBe('SCALE-VALUES-001');
  expect(error.message.split('\n').map((line) => line.slice(0, 19))).toEqual([
    'SCALE-VALUES-001: a',
    'SCALE-VALUES-002: b',
  ]);
});

test('misuse is one problem', () => {
  expect(misuse('SCALE-PARAM-001', 'x').problems).toEqual([{ code: 'SCALE-PARAM-001', message: 'x' }]);
});
