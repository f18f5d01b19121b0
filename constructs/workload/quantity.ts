/** Comparison of resource quantities, in both back ends. */
import { Expr, type Param } from '../values/expr';
import { helper } from '../values/helper';
import { add, choose, div, eq, hasSuffix, include, mod, mul, toInt, trimSuffix } from '../values/ops';

const KIB = 1024;
/** How many thousandths each suffix stands for; longer suffixes first, so that `Mi` is not read as `i`. */
const UNITS: readonly (readonly [suffix: string, milli: number])[] = [
  ['Ki', 1000 * KIB],
  ['Mi', 1000 * KIB ** 2],
  ['Gi', 1000 * KIB ** 3],
  ['m', 1],
  ['k', 1000 * 1000],
  ['M', 1000 * 1000 ** 2],
  ['G', 1000 * 1000 ** 3],
];

const quantity = new Expr<string>('string', { op: 'variable', name: 'quantity', path: [] }, true);

const milliHelper = helper<number>(
  { name: 'milli', doc: 'A resource quantity in thousandths; 0 for none.', params: ['quantity'] },
  UNITS.reduceRight<Param<number>>(
    (otherwise, [suffix, milli]) =>
      choose(hasSuffix(quantity, suffix), mul(toInt(trimSuffix(quantity, suffix)), milli), otherwise),
    mul(toInt(quantity), 1000),
  ),
);

/** A quantity (`250m`, `3Gi`) in thousandths; 0 for none. Exact for all that the field `quantity` takes. */
export const milli = (of: Param<string>): Param<number> => include(milliHelper, { quantity: of });

const MILLI_OF_MEBI = 1000 * KIB ** 2;

/** A quantity in whole MiB, rounded down; 0 for none. */
export const mebi = (of: Param<string>): Param<number> => div(milli(of), MILLI_OF_MEBI);

/** A quantity in whole MiB, rounded up; 0 for none. */
export const wholeMebi = (of: Param<string>): Param<number> => include(wholeMebiHelper, { quantity: of });
const wholeMebiHelper = helper<number>(
  { name: 'wholeMebi', doc: 'A resource quantity in MiB, rounded up; 0 for none.', params: ['quantity'] },
  add(mebi(quantity), choose(eq(mod(milli(quantity), MILLI_OF_MEBI), 0), 0, 1)),
);
