import type { Json } from '../../../../constructs/values/expr';
import { coalesce, overlay } from '../../../../constructs/values/input/layers';

test.each<[string, Json, Json, Json]>([
  ['a new key', { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
  ['the later wins', { a: 1 }, { a: 2 }, { a: 2 }],
  ['maps, key by key', { a: { b: 1, c: 2 } }, { a: { c: 3 } }, { a: { b: 1, c: 3 } }],
  ['lists, whole', { a: [1, 2] }, { a: [3] }, { a: [3] }],
  ['a map over a scalar', { a: 1 }, { a: { b: 2 } }, { a: { b: 2 } }],
  ['a scalar over a map', { a: { b: 2 } }, { a: 1 }, { a: 1 }],
  ['null is kept, for the defaults to see', { a: { b: 1 } }, { a: { b: null } }, { a: { b: null } }],
  ['a value over null', { a: null }, { a: { b: 1 } }, { a: { b: 1 } }],
  ['an empty map changes nothing', { a: { b: 1 } }, { a: {} }, { a: { b: 1 } }],
])('one source over another: %s', (_, below, above, expected) => {
  expect(overlay(below, above)).toEqual(expected);
});

test.each<[string, Json, Json, Json]>([
  ['nothing', { a: 1 }, {}, { a: 1 }],
  ['a key', { a: 1, b: 2 }, { a: 3 }, { a: 3, b: 2 }],
  ['null removes a default', { a: 1, b: 2 }, { a: null }, { b: 2 }],
  ['null removes a default within', { a: { b: 1, c: 2 } }, { a: { b: null } }, { a: { c: 2 } }],
  ['null removes a whole group', { a: { b: 1 } }, { a: null }, {}],
  ['null for what has no default stays, to be refused', { a: {} }, { a: { b: null } }, { a: { b: null } }],
  ['a list replaces a list', { a: [1, 2] }, { a: [] }, { a: [] }],
  ['falsy values are values', { a: 1, b: true, c: 'x' }, { a: 0, b: false, c: '' }, { a: 0, b: false, c: '' }],
  ['a key that objects have by birth', {}, { constructor: 'x', toString: 'y' }, { constructor: 'x', toString: 'y' }],
])('given values over defaults: %s', (_, defaults, given, expected) => {
  expect(coalesce(defaults, given)).toEqual(expected);
});

test('a key called __proto__ is a key', () => {
  const given = JSON.parse('{"__proto__":"x"}') as Json;
  expect(Object.keys(overlay({}, given) as object)).toEqual(['__proto__']);
  expect(Object.keys(coalesce({}, given) as object)).toEqual(['__proto__']);
});

test('neither changes what it is given', () => {
  const below = { a: { b: 1 } };
  const above = { a: { c: 2 } };
  overlay(below, above);
  coalesce(below, above);
  expect([below, above]).toEqual([{ a: { b: 1 } }, { a: { c: 2 } }]);
});
