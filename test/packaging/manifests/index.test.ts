import { parse, parseAllDocuments } from 'yaml';
import { fastnext, Stack } from '../../../charts';
import type { Json } from '../../../constructs/values/expr';
import { loadValues } from '../../../constructs/values/input/load';
import { manifestFiles, objectsOf } from '../../../packaging';
import { toYaml } from '../../../packaging/manifests';
import { RELEASE } from '../../constructs/support';

const stack = new Stack(fastnext);
const scope = (...sets: string[]) => ({ values: loadValues(fastnext, { sets }).values, release: RELEASE });

test('each chart is one file of documents', () => {
  const files = manifestFiles(stack, scope());
  const charts = objectsOf(stack, scope());
  expect(files.map(({ path }) => path)).toEqual(charts.map(({ chart }) => `${chart}.k8s.yaml`));
  expect(charts.map(({ chart }) => chart)).toEqual(expect.arrayContaining(['postgres', 'backend', 'frontend']));
  const kinds = files.map(({ content }) =>
    parseAllDocuments(content).map((document) => (document.toJS() as { kind: string }).kind),
  );
  expect(kinds).toEqual(
    charts.map(({ objects }) => objects.map((object) => (object as unknown as { kind: string }).kind)),
  );
});

test('an object whose condition does not hold is in no file', () => {
  const files = manifestFiles(stack, scope('backend.autoscaling.enabled=false'));
  const backend = files.find(({ path }) => path === 'backend.k8s.yaml');
  expect(backend?.content).not.toContain('HorizontalPodAutoscaler');
  expect(backend?.content).toContain('replicas: 3');
});

test('a chart with nothing to apply has no file', () => {
  expect(objectsOf(stack, scope()).map(({ chart }) => chart)).not.toContain('smoke-test');
});

test.each<[string, Json]>([
  ['what YAML 1.1 would misread', ['yes', 'no', 'on', '0123', '1.0', '1e3', '~', '12:30:45', '0x1F', '']],
  ['special characters', ['"', "'", 'a\nb', 'a: b', '# x', '{{ x }}', '$labels', 'Größe ✓', '- x']],
  ['numbers', [1000000, 0, -1]],
  ['empty collections', { a: {}, b: [] }],
  ['the same object twice, without an alias', (({ x }) => [x, x])({ x: { a: 'b' } })],
  ['a long line', ['word '.repeat(100).trim()]],
])('YAML reads back as what it was: %s', (_, value) => {
  const text = toYaml({ value });
  expect(parse(text, { version: '1.1' })).toEqual({ value });
  expect(text).not.toMatch(/[&*]a/);
});
