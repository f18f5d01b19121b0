/** Objects that are there once for each number below a count. */
import type { Presence } from './manifest';
import { exprOf, type Param } from './values/expr';
import { Each, loopVariable } from './values/template';

/** One object of several, or one that stands for all of them. */
export interface Round {
  /** The end of the construct's id: `-0`, `-1`; nothing where one construct stands for all rounds. */
  readonly suffix: string;
  /** The number of the round, from 0. */
  readonly index: Param<number>;
  /** What the object's presence says of it. */
  readonly loop: Presence['loop'];
}

/**
 * The rounds of a count. A literal count makes a construct for each number; an expression makes a single one, which stands for as many objects
 * as there will be.
 *
 * ```ts
 * for (const { suffix, index, loop } of rounds(shards, 'shard'))
 *   new Manifest(this, `Shard${suffix}`, 'StatefulSet', { metadata: { name: str`${name}-${index}` } }, { loop });
 * ```
 *
 * @param name the loop variable's name in printed templates
 */
export function rounds(count: Param<number>, name: string): readonly Round[] {
  const over = exprOf(count);
  if (over.ast.op === 'literal') {
    return Array.from({ length: over.ast.value as number }, (_, index) => ({
      ...{ suffix: `-${index}`, index, loop: undefined },
    }));
  }
  return [{ suffix: '', index: loopVariable<number>(name, 'int'), loop: new Each(over, name, undefined) }];
}
