import { columns, guarded } from '../../cli/report';
import { ScaleoutError } from '../../constructs/errors';
import { call } from './run';

test('work that succeeds is exit code 0, and nothing is said', () => {
  expect(call(() => guarded(() => undefined))).toEqual({ code: 0, out: '', err: '' });
});

test('what is refused is said, problem by problem, and is exit code 1', () => {
  const refuse = () => {
    throw new ScaleoutError([
      { code: 'SCALE-VALUES-003', at: 'mine.yaml:1', path: 'a.b', message: '0 must be at least 1' },
      { code: 'SCALE-VALUES-001', message: 'x', remedy: 'Do y.' },
    ]);
  };
  const { code, err } = call(() => guarded(refuse, 'nothing was written'));
  expect(code).toBe(1);
  expect(err.split('\n').map((line) => line.trimEnd())).toEqual([
    'error SCALE-VALUES-003 mine.yaml:1 a.b',
    '  0 must be at least 1.',
    '  Choose a value within the range.',
    'error SCALE-VALUES-001',
    '  x.',
    '  Do y.',
    '',
    '2 problems; nothing was written.',
    '',
  ]);
});

test('what did not happen is said only where something could have', () => {
  const refuse = () => {
    throw new ScaleoutError([{ code: 'SCALE-VALUES-001', message: 'x' }]);
  };
  expect(call(() => guarded(refuse)).err).not.toContain('problem');
  expect(call(() => guarded(refuse, 'no file was read')).err).toMatch(/\n1 problem; no file was read\.\n$/);
});

test('any other error is a bug, and is not swallowed', () => {
  expect(() =>
    guarded(() => {
      throw new TypeError('bug');
    }),
  ).toThrow('bug');
});

test.each<[string, string[][], string]>([
  [
    'cells are padded',
    [
      ['a', 'x'],
      ['bbb', 'y'],
    ],
    '  a    x\n  bbb  y',
  ],
  [
    'the last one is not',
    [
      ['a', 'long'],
      ['b', ''],
    ],
    '  a  long\n  b  ',
  ],
  ['one column', [['a'], ['bb']], '  a\n  bb'],
  ['none', [], ''],
])('columns: %s', (_, rows, text) => {
  expect(columns(rows)).toBe(text);
});
