/** When a template is there at all: a collection whose every entry is conditional is absent when none of them is there. */
import { isDeepStrictEqual } from 'node:util';
import { Expr, type Param } from './expr';
import { and, gt, isSet, not, or } from './ops';
import { Each, Merge, Spread, When } from './template';

/** `true`, `false`, or the condition under which a template yields something. */
export function presenceOf(template: unknown): Param<boolean> {
  if (template === undefined) return false;
  if (template instanceof When)
    return ofBranches(template.cond, presenceOf(template.then), presenceOf(template.otherwise));
  if (template instanceof Merge) return template.maps.map(partPresence).reduce(either, false);
  if (Array.isArray(template)) return anyOf(template, itemPresence);
  if (isPlainObject(template)) return anyOf(Object.values(template), presenceOf);
  return true;
}

/** What a part adds to a merge: values may be empty, a helper's block never is. */
function partPresence(part: unknown): Param<boolean> {
  if (part instanceof Expr) return part.ast.op === 'include' ? true : isSet(part);
  if (part instanceof When) return ofBranches(part.cond, partPresence(part.then), partPresence(part.otherwise));
  return isPlainObject(part) && Object.keys(part).length === 0 ? false : presenceOf(part);
}

function itemPresence(item: unknown): Param<boolean> {
  if (item instanceof Spread) return isSet(item.list);
  if (item instanceof When) return ofBranches(item.cond, itemPresence(item.then), itemPresence(item.otherwise));
  if (item instanceof Each) return item.over.kind === 'int' ? gt(item.over as Expr<number>, 0) : isSet(item.over);
  return presenceOf(item);
}

function ofBranches(cond: Param<boolean>, then: Param<boolean>, otherwise: Param<boolean>): Param<boolean> {
  // Whichever it is, it is there.
  if (then === true && otherwise === true) return true;
  return either(both(cond, then), both(not(cond), otherwise));
}

/** An empty collection written as such is there: `emptyDir: {}`. */
function anyOf(entries: readonly unknown[], presence: (entry: unknown) => Param<boolean>): Param<boolean> {
  if (entries.length === 0) return true;
  return entries.map(presence).reduce(either, false);
}

function either(a: Param<boolean>, b: Param<boolean>): Param<boolean> {
  if (a === true || b === true) return true;
  if (a === false) return b;
  if (b === false || isDeepStrictEqual(a, b)) return a;
  // A condition and its opposite: one of the two is there.
  if (isDeepStrictEqual(a, not(b)) || isDeepStrictEqual(not(a), b)) return true;
  return or(...operands(a, 'or'), ...operands(b, 'or'));
}
function both(a: Param<boolean>, b: Param<boolean>): Param<boolean> {
  if (a === false || b === false) return false;
  if (a === true) return b;
  return b === true ? a : and(...operands(a, 'and'), ...operands(b, 'and'));
}
/** `a or b` as `a`, `b`, so that three are not nested twos. */
function operands(of: Param<boolean>, fn: 'and' | 'or'): Param<boolean>[] {
  return of instanceof Expr && of.ast.op === 'call' && of.ast.fn === fn
    ? (of.ast.args as Expr<boolean>[]).slice()
    : [of];
}

/** An object of a template, as opposed to something deferred or a list; from whichever realm, so not by `Object.prototype`. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
