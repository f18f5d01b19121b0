import { roundedUp } from '../../../constructs/quota/sums';
import { exprOf } from '../../../constructs/values/expr';
import { evaluateExpr } from '../../../constructs/values/evaluate';

const release = { name: 'shop', namespace: 'shop', service: 'Helm', version: '1.0.0' };
const written = (...[unit, sum]: Parameters<typeof roundedUp>) =>
  evaluateExpr(exprOf(roundedUp(unit, sum)), { values: {}, release });

// The API server stores quantities in this form: any other is a difference for ever.
test.each([
  ['count', 0, '0'],
  ['count', 999, '999'],
  ['count', 2000, '2k'],
  ['count', 2001, '2001'],
  ['cpu', 1, '1'],
  ['cpu', 999_001, '1k'],
  ['bytes', 1, '1Gi'],
  ['bytes', 1024 * 1024, '1Ti'],
  ['bytes', 1024 * 1024 + 1, '1025Gi'],
] as const)('%s %d is written as %s', (unit, sum, text) => {
  expect(written(unit, sum)).toBe(text);
});
