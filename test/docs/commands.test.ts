import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, run } from '../cli/run';
import { pages, root } from './markdown';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** What the pages show, a command a line, without what is done with its output. */
const commands = pages().flatMap(({ path, code }) =>
  code
    .flatMap((text) => text.replaceAll(/\\\n/g, ' ').split('\n'))
    .flatMap((line) => line.split(/[|;&>#]/))
    .map((text) => ({ path, text: text.trim() })),
);
const shown = (pattern: RegExp) =>
  commands.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(([, name = '', rest = '']) => ({ path, name, rest })),
  );

test('every `npm run` that a page names is a script', () => {
  const named = shown(/\bnpm run (?:--silent )?([\w:-]+)/g);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ name }) => scripts[name] === undefined)).toEqual([]);
});

describe('npx scaleout', () => {
  const named = shown(/\bnpx scaleout (\w+)(.*)/g);
  const known = new Map<string, string | undefined>();
  beforeAll(() => {
    build();
    for (const name of new Set(named.map(({ name }) => name))) {
      const { code, out } = run([name, '--help']);
      known.set(name, code === 0 ? out : undefined);
    }
  });

  test('every command that a page names is there', () => {
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter(({ name }) => known.get(name) === undefined)).toEqual([]);
  });

  test('every flag that a page gives it is in its help', () => {
    const unknown = named.flatMap(({ path, name, rest }) =>
      [...rest.matchAll(/(?<=^|\s)--?[a-z][a-z-]*/g)]
        .map(([flag]) => flag)
        .filter((flag) => !new RegExp(`(^|[ ,])${flag}[ ,\\n]`, 'm').test(known.get(name) ?? ''))
        .map((flag) => `${path}: ${name} ${flag}`),
    );
    expect(unknown).toEqual([]);
  });
});
