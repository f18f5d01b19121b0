import { helper } from '../../../constructs/values/helper';
import { str } from '../../../constructs/values/ops';
import { merge } from '../../../constructs/values/template';
import { ref } from '../support';

const spec = { name: 'x', doc: 'X.' };

test('a helper of an expression has its kind, and is a token when its body is', () => {
  expect(helper<number>(spec, ref('int', 'n'))).toMatchObject({ kind: 'int', token: false });
  expect(helper<string>(spec, str`${ref<number>('int', 'n')}-a`)).toMatchObject({ kind: 'string', token: true });
});
test('it can be said to be a token where its body cannot know', () => {
  expect(helper<string>({ ...spec, token: true }, ref('string', 's'))).toMatchObject({ kind: 'string', token: true });
});
test('a helper of a block is a map', () => {
  expect(helper<Record<string, string>>(spec, { a: 'b' })).toMatchObject({ kind: 'map', token: false });
  expect(helper<Record<string, string>>(spec, merge({ a: 'b' }))).toMatchObject({ kind: 'map', token: false });
});
test('it has no parameters unless they are named', () => {
  expect(helper<Record<string, string>>(spec, { a: 'b' }).params).toEqual([]);
  expect(helper<Record<string, string>>({ ...spec, params: ['p'] }, { a: 'b' }).params).toEqual(['p']);
});
