import fc from 'fast-check';
import { ref, valueOf } from '../support';
import { milli } from '../../../constructs/workload/quantity';

const milliOf = (quantity: string) => valueOf(milli(ref('string', 'q')), { q: quantity });

test.each<[string, number]>([
  ['', 0],
  ['1m', 1],
  ['250m', 250],
  ['2', 2000],
  ['1k', 1_000_000],
  ['1Ki', 1_024_000],
  ['3M', 3_000_000_000],
  ['512Mi', 512 * 1024 ** 2 * 1000],
  ['1G', 1e12],
  ['3Gi', 3 * 1024 ** 3 * 1000],
])('%s is %d thousandths', (quantity, expected) => {
  expect(milliOf(quantity)).toBe(expected);
});

test('literals come to the same', () => {
  expect(valueOf(milli('512Mi'))).toBe(milliOf('512Mi'));
});

test('it is exact for all that the field takes, up to 999999Gi', () => {
  const FACTORS = {
    m: 1n,
    '': 1000n,
    k: 10n ** 6n,
    M: 10n ** 9n,
    G: 10n ** 12n,
    Ki: 1000n << 10n,
    Mi: 1000n << 20n,
    Gi: 1000n << 30n,
  };
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 999_999 }),
      fc.constantFrom(...Object.entries(FACTORS)),
      (n, [suffix, factor]) => {
        expect(BigInt(milliOf(`${n}${suffix}`) as number)).toBe(BigInt(n) * factor);
      },
    ),
  );
});
