/** Generated values without contradictions, by the rules of the stack itself. */
import type { Stack } from '../../charts/stack';
import type { Json } from '../../constructs/values/expr';
import { coalesce } from '../../constructs/values/input/layers';
import type { Tree } from './arbitrary';

/**
 * Takes back what breaks a rule: of the part of the stack that the rule is about, the one group of values without which
 * all rules of that part hold, or else the whole part; or else another part, as some rules weigh one against another. Defaults
 * break no rule.
 */
export function repair(stack: Stack, values: Tree): Tree {
  const [part] = brokenParts(stack, values);
  if (part === undefined) return values;
  const mended = [...reductions(values, part)].find((candidate) => !brokenParts(stack, candidate).includes(part));
  return mended === undefined ? {} : repair(stack, mended);
}

/** The same values with less in them: the part's groups and the part first, then the other parts, then the part with each of those. */
function* reductions(values: Tree, part: string): Generator<Tree> {
  for (const group of Object.keys((values[part] ?? {}) as Tree))
    yield { ...values, [part]: without(values[part] as Tree, group) };
  const others = Object.keys(values).filter((name) => name !== part);
  yield without(values, part);
  for (const other of others) yield without(values, other);
  for (const other of others) yield without(without(values, part), other);
}

function without(tree: Tree, key: string): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([name]) => name !== key));
}

/** The first keys of the paths of broken rules. */
function brokenParts(stack: Stack, overrides: Tree): string[] {
  const values = coalesce(stack.definition.schema.parse({}) as Json, overrides);
  const release = { name: 'shop', namespace: 'shops', service: 'Helm', version: '1.0.0' };
  return stack.rules
    .map((rule) => rule.check({ values, release }))
    .flatMap((problem) => problem?.path?.split('.')[0] ?? []);
}
