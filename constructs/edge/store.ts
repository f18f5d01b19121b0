/** The store of kept answers: what it takes. */
import type { Param } from '../values/expr';
import { add, div } from '../values/ops';
import type { EdgeValues } from './values';

/** Disk for kept answers, with what nginx may be over for a moment, in MiB. */
export const storeMegabytes = ({ cache }: EdgeValues): Param<number> =>
  add(cache.sizeMegabytes, div(cache.sizeMegabytes, 8), 64);
