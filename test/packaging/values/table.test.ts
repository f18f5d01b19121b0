import { fastnext } from '../../../charts';
import { group, int, line } from '../../../constructs/values/fields';
import { leaves } from '../../../constructs/values/schema';
import { valuesTable } from '../../../packaging/values/table';

test('it has a row for each leaf, in order, and each row has four cells', () => {
  const [head, rule, ...rows] = valuesTable(fastnext.schema).split('\n');
  expect([head, rule]).toEqual(['| Key | Default | Meaning | Source |', '| --- | --- | --- | --- |']);
  const paths = [...leaves(fastnext.schema)].map(({ path }) => path.join('.'));
  expect(rows.map((row) => /^\| `([^`]+)` \|/.exec(row)?.[1])).toEqual(paths);
  for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(6);
});

test('a row says default, meaning and source', () => {
  const schema = group('x', {
    max: int(20, [1, 99], { description: 'Most | least.', source: 'FastNext' }),
    name: line('a', 'Name.'),
  });
  expect(valuesTable(schema).split('\n').slice(2)).toEqual([
    '| `max` | `20` | Most \\| least. | FastNext |',
    '| `name` | `"a"` | Name. |  |',
  ]);
});
