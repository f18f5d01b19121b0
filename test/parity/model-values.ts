/** The values of the stack of no use: a field of every kind. */
import { z } from 'zod';
import { globalValues } from '../../charts';
import {
  bool,
  choice,
  freeList,
  freeMap,
  group,
  int,
  line,
  stringMap,
  token,
  type Param,
  type Refs,
} from '../../constructs';

const name = /^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/;
export const schema = z.strictObject({
  ...globalValues(),
  a: int(7, [-1_000_000, 1_000_000], 'A number.'),
  b: int(3, [-50, 50], 'Another.'),
  divisor: int(2, [1, 9], 'A number to divide by.'),
  count: int(2, [0, 4], 'How many.'),
  on: bool(true, 'On.'),
  also: bool(false, 'Also.'),
  name: token('web', name, 'a name', 'A name.'),
  suffix: token('-suffix', /^(-[a-z]{1,8})?$/, 'a suffix or nothing', 'A suffix.'),
  digits: token('12', /^(0|[1-9][0-9]{0,5}|[a-z]{1,3})?$/, 'digits, letters or nothing', 'Digits.'),
  size: choice(['small', 'large'], 'small', 'A size.'),
  free: line('some text', 'Free text.'),
  map: stringMap('A map.'),
  tree: freeMap({}, 'A tree.'),
  list: freeList('A list.'),
  upstreams: z
    .array(z.strictObject({ name: z.string().regex(name), port: z.number().int().min(1).max(65535) }))
    .default([{ name: 'one', port: 80 }])
    .meta({ description: 'Maps to go through.' }),
  names: z
    .array(z.string().regex(name).meta({ token: true }))
    .default(['one', 'two'])
    .meta({ description: 'Texts.' }),
  notes: z.array(line('', 'A text.').unwrap()).default([]).meta({ description: 'Texts of any form.' }),
  settings: stringMap('Settings.', {
    pattern: /^[a-z0-9]{1,4}$/,
    rule: 'a name',
    values: { pattern: /^[A-Za-z0-9 .:-]*$/, rule: 'words' },
  }),
  nested: group('A group.', { 'odd-key': int(1, [0, 9], 'A key that Go cannot spell.'), plain: bool(false, 'Plain.') }),
});
export type Values = Refs<z.output<typeof schema>>;
export const upstreams = (v: Values): Param<readonly { name: string; port: number }[]> => v.upstreams;
