import { fastnext, Stack } from '../../charts';
import { contextOf } from '../../constructs/stack-context';
import type { Json } from '../../constructs/values/expr';
import { loadValues } from '../../constructs/values/input/load';
import { checkRules } from '../../packaging';
import { pick } from '../constructs/support';

const defaults = fastnext.schema.parse({}) as Json;

function* leavesOf(value: unknown, path: string[] = []): Generator<[string, unknown]> {
  if (value === null || typeof value !== 'object') yield [path.join('.'), value];
  else for (const [key, inner] of Object.entries(value)) yield* leavesOf(inner, [...path, key]);
}

describe.each(Object.entries(fastnext.presets))('%s', (name, preset) => {
  const { values } = loadValues(fastnext, { preset: name });
  test('is accepted by the schema and breaks no rule', () => {
    const stack = new Stack(fastnext);
    expect(() => {
      checkRules(stack, { values, release: contextOf(stack).release });
    }).not.toThrow();
  });
  test('says only what differs from the defaults', () => {
    for (const [path, value] of leavesOf(preset.values))
      expect([path, pick(defaults, path)]).not.toEqual([path, value]);
  });
  test('says what it is for', () => {
    expect(preset.description).toMatch(/^[A-Z].*\.$/);
  });
});

test('the cache is one node, six, and more', () => {
  const cache = (preset: string) => {
    const redis = pick(loadValues(fastnext, { preset }).values, 'redis') as Record<string, unknown>;
    return redis['mode'] === 'standalone' ? 1 : Number(redis['shards']) * (1 + Number(redis['replicasPerShard']));
  };
  expect(['small', 'reference', 'large'].map(cache)).toEqual([1, 6, 12]);
});

test('sizes grow from small over the defaults to large', () => {
  const most = ['small', 'reference', 'large'].map((preset) =>
    pick(loadValues(fastnext, { preset }).values, 'backend.autoscaling.max'),
  );
  expect(most).toEqual([...(most as number[])].sort((a, b) => a - b));
  expect(new Set(most).size).toBe(3);
});
