import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fastnext } from '../../charts/fastnext';
import { Stack } from '../../charts/stack';
import { contextOf } from '../../constructs/stack-context';
import { loadValues } from '../../constructs/values/input/load';
import { objectsOf } from '../../packaging/manifests';
import { podsOf } from '../../tools/sizing-pods';
import { root } from './markdown';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const stack = new Stack(fastnext);
const pods = podsOf(
  objectsOf(stack, { values: loadValues(fastnext, {}).values, release: contextOf(stack).release }).flatMap(
    ({ objects }) => objects,
  ),
);
const of = (component: string) => pods.find((each) => each.component === component);

test('the pods in the picture of README.md are those of the defaults', () => {
  const shown = [...readme.matchAll(/\[(\w+) (\d+)(?:-(\d+))? pods\]/g)].map(([, component = '', least, most]) => ({
    component,
    least: Number(least),
    most: Number(most ?? least),
  }));
  expect(shown.map(({ component }) => component).sort()).toEqual(['backend', 'edge', 'frontend', 'pooler']);
  for (const each of shown) expect(of(each.component)).toMatchObject(each);
});

test('the databases in it have as many members', () => {
  const [, replicas] = /Postgres: a primary, (\d+) replicas/.exec(readme) ?? [];
  const [, shards, members] = /Redis: (\d+) shards of (\d+)/.exec(readme) ?? [];
  expect(of('postgres')?.most).toBe(1 + Number(replicas));
  expect(of('redis')?.most).toBe(Number(shards) * Number(members));
});
