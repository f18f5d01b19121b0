import { z } from 'zod';
import { defineStack, globalValues, Stack } from '../../charts';
import { group, int, Rule } from '../../constructs';
import { gt, str } from '../../constructs/values/ops';
import { checkRules } from '../../packaging';
import { problemsOf, RELEASE } from '../constructs/support';

const stack = new Stack(
  defineStack({
    name: 'shop',
    description: 'A shop',
    keywords: [],
    presets: {},
    schema: z.strictObject({ ...globalValues(), x: group('X.', { a: int(1, [0, 9], 'A.'), b: int(1, [0, 9], 'B.') }) }),
    build: (of, values) => {
      const chart = of.chart('shop');
      for (const key of ['a', 'b'] as const) {
        new Rule(chart, {
          code: 'SCALE-VALUES-003',
          path: `x.${key}`,
          broken: gt(values.x[key], 3),
          message: str`${values.x[key]} is too much`,
        });
      }
    },
  }),
);
const check = (x: Record<string, number>, locate?: Parameters<typeof checkRules>[2]) => {
  checkRules(stack, { values: { x }, release: RELEASE }, locate);
};

test('values that break no rule are fine', () => {
  expect(() => {
    check({ a: 3, b: 3 });
  }).not.toThrow();
});
test('every broken rule is said, with the place where the value was given', () => {
  const locate = (path: readonly string[]) => (path[1] === 'a' ? 'mine.yaml:1' : undefined);
  const problems = problemsOf(() => {
    check({ a: 4, b: 5 }, locate);
  });
  expect(problems).toEqual([
    { code: 'SCALE-VALUES-003', path: 'x.a', at: 'mine.yaml:1', message: '4 is too much' },
    { code: 'SCALE-VALUES-003', path: 'x.b', at: undefined, message: '5 is too much' },
  ]);
});
