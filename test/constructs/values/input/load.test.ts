import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { group, int, line, quantities, stringMap } from '../../../../constructs/values/fields';
import { loadValues, type ValuesInput } from '../../../../constructs/values/input/load';
import { describeProblem } from '../../../../constructs/errors';
import { codesOf, problemsOf } from '../../support';

const target = {
  schema: z.strictObject({
    name: line('api', 'Name.'),
    labels: stringMap('Labels.'),
    scaling: group('Scaling.', { min: int(2, [1, 9], 'Least.'), max: int(5, [1, 9], 'Most.') }),
    requests: quantities({ cpu: '250m', memory: '256Mi' }, 'Requests.'),
  }),
  presets: { small: { values: { scaling: { min: 1, max: 2 } } }, large: { values: { scaling: { min: 5, max: 9 } } } },
};
const load = (input: ValuesInput) => loadValues(target, input);
const defaults = target.schema.parse({});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'values-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
function file(text: string, name = 'mine.yaml'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('nothing given gives the defaults, and no overrides', () => {
  expect(load({})).toMatchObject({ values: defaults, overrides: {} });
});

test('what is given goes over the defaults, and alone is an override', () => {
  const { values, overrides } = load({ files: [file('scaling:\n  max: 7\n')] });
  expect(values).toEqual({ ...defaults, scaling: { min: 2, max: 7 } });
  expect(overrides).toEqual({ scaling: { max: 7 } });
});

test('later wins: preset, then files in their order, then --set in its order', () => {
  const files = [file('name: a\nscaling: { max: 6 }', 'a.yaml'), file('name: b', 'b.yaml')];
  const { values } = load({ preset: 'small', files, sets: ['name=c', 'name=d', 'labels.x=y'] });
  expect(values).toMatchObject({ name: 'd', labels: { x: 'y' }, scaling: { min: 1, max: 6 } });
  expect(load({ preset: 'small', files }).values).toMatchObject({ name: 'b' });
});

describe('null', () => {
  test('takes a default away from an open map', () => {
    expect(load({ sets: ['requests.cpu=null'] }).values).toMatchObject({ requests: { memory: '256Mi' } });
    expect(load({ sets: ['requests.cpu=null'] }).values).not.toHaveProperty('requests.cpu');
  });
  test('in a later file takes away what an earlier one gave, and the default', () => {
    const files = [file('requests: { cpu: "1" }', 'a.yaml'), file('requests: { cpu: null }', 'b.yaml')];
    expect(load({ files }).values).not.toHaveProperty('requests.cpu');
  });
  test('for a key that must be there is refused, where it was said', () => {
    const path = file('name: x\nscaling:\n  min: null\n');
    expect(problemsOf(() => load({ files: [path] }))).toMatchObject([
      { code: 'SCALE-VALUES-006', path: 'scaling.min', at: `${path}:3` },
    ]);
  });
});

describe('everything that is wrong is said at once', () => {
  test('with the file and line of each, over several files and --set', () => {
    const a = file('scaling:\n  max: many\n', 'a.yaml');
    const b = file('name: 5\n\nlabels:\n  x: 1\n', 'b.yaml');
    const problems = problemsOf(() => load({ files: [a, b], sets: ['scaling.min=0'] }));
    expect(Object.fromEntries(problems.map(({ path, at }) => [path, at]))).toEqual({
      'scaling.max': `${a}:2`,
      name: `${b}:1`,
      'labels.x': `${b}:4`,
      'scaling.min': '--set scaling.min=0',
    });
  });
  test('with the place that gave the value which won', () => {
    const [a, b] = [file('scaling: { max: 8 }', 'a.yaml'), file('\nscaling: { max: 99 }', 'b.yaml')];
    expect(problemsOf(() => load({ files: [a, b] }))).toMatchObject([
      { at: `${b}:2`, message: '99 must be at most 9' },
    ]);
  });
  test('for files that cannot be read or parsed, each with its name', () => {
    const bad = file('a: [', 'bad.yaml');
    const missing = join(folder, 'missing.yaml');
    const problems = problemsOf(() => load({ files: [bad, missing, file('- a', 'list.yaml')] }));
    expect(problems.every(({ code }) => code === 'SCALE-VALUES-010')).toBe(true);
    expect(problems.map(({ at }) => at?.replace(/:\d+$/, '').slice(folder.length + 1))).toEqual(
      expect.arrayContaining(['bad.yaml', 'missing.yaml', 'list.yaml']),
    );
  });
  test('a folder in place of a file is refused too', () => {
    expect(problemsOf(() => load({ files: [folder] }))).toMatchObject([{ code: 'SCALE-VALUES-010', at: folder }]);
  });
});

test('a mistyped key is refused at its line, with the key that was meant', () => {
  const path = file('scaling:\n  maxx: 3\n');
  const [problem] = problemsOf(() => load({ files: [path] }));
  expect(problem).toMatchObject({ code: 'SCALE-VALUES-001', path: 'scaling.maxx', at: `${path}:2` });
  expect(problem && describeProblem(problem)).toBe(
    `SCALE-VALUES-001: ${path}:2 scaling.maxx: the key 'maxx' is not known. Did you mean 'max'?`,
  );
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('%s is no key that may slip through', (key) => {
  expect(codesOf(() => load({ sets: [`${key}=1`] }))).toEqual(['SCALE-VALUES-001']);
  expect(codesOf(() => load({ files: [file(`${key}: 1`)] }))).toEqual(['SCALE-VALUES-001']);
});

test('an open map keeps keys that objects have by birth', () => {
  expect(load({ sets: ['labels.constructor=x'] }).values).toMatchObject({ labels: { constructor: 'x' } });
});

describe('presets', () => {
  test('are values like any other, and say so in errors', () => {
    const broken = { ...target, presets: { wild: { values: { scaling: { max: 100 } } } } };
    expect(problemsOf(() => loadValues(broken, { preset: 'wild' }))).toMatchObject([{ at: '--preset wild' }]);
  });
  test('of a wrong name are refused, with those that exist and the one that was meant', () => {
    const [problem] = problemsOf(() => load({ preset: 'smal' }));
    expect(problem).toMatchObject({ code: 'SCALE-VALUES-012', remedy: "Did you mean 'small'?" });
    expect(problem?.message).toBe('the presets are small, large');
  });
  test('cannot be called like what objects have by birth', () => {
    expect(codesOf(() => load({ preset: 'constructor' }))).toEqual(['SCALE-VALUES-012']);
  });
});

test('where a value was given can be asked afterwards, for the rules', () => {
  const path = file('scaling:\n  max: 7\n');
  const { locate } = load({ files: [path], sets: ['name=x'] });
  expect(locate(['scaling', 'max'])).toBe(`${path}:2`);
  expect(locate(['name'])).toBe('--set name=x');
  expect(locate(['labels'])).toBeUndefined();
  // A key within a group that was given: the group's own line is nearer than nothing.
  expect(locate(['scaling', 'min'])).toBe(`${path}:1`);
});
