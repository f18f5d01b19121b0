import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publish } from '../../packaging';
import { problemsOf } from '../constructs/support';

let parent: string;
let out: string;
beforeEach(() => {
  parent = fs.mkdtempSync(join(tmpdir(), 'out-'));
  out = join(parent, 'dist');
});
afterEach(() => {
  fs.rmSync(parent, { recursive: true });
});

/** Every file of a folder, hidden ones too, with its text. */
function contents(folder: string): Record<string, string> {
  const paths = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
  const files = paths.filter((path) => fs.statSync(join(folder, path)).isFile()).sort();
  return Object.fromEntries(files.map((path) => [path, fs.readFileSync(join(folder, path), 'utf8')]));
}
const FIRST = [
  { path: 'a.k8s.yaml', content: 'a: 1\n' },
  { path: 'helm/shop/Chart.yaml', content: 'name: shop\n' },
];

test('files are written with their folders, into a folder that need not be there', () => {
  publish(FIRST, join(out, 'deep'));
  expect(contents(join(out, 'deep'))).toMatchObject({ 'a.k8s.yaml': 'a: 1\n', 'helm/shop/Chart.yaml': 'name: shop\n' });
});

test('what was written before is replaced as a whole: nothing stale stays', () => {
  publish(FIRST, out);
  publish([{ path: 'b.k8s.yaml', content: 'b' }], out);
  expect(Object.keys(contents(out))).toEqual(['.scaleout', 'b.k8s.yaml']);
});

test('writing the same twice is the same, and leaves nothing beside it', () => {
  publish(FIRST, out);
  const before = contents(out);
  publish(FIRST, out);
  expect(contents(out)).toEqual(before);
  expect(fs.readdirSync(parent)).toEqual(['dist']);
});

test('an empty folder is taken', () => {
  fs.mkdirSync(out);
  publish(FIRST, out);
  expect(Object.keys(contents(out))).toHaveLength(3);
});

test('others may read it, as far as the process lets them', () => {
  publish(FIRST, out);
  fs.mkdirSync(join(parent, 'usual'));
  expect(fs.statSync(out).mode).toBe(fs.statSync(join(parent, 'usual')).mode);
});

describe('files that are not ours are never touched', () => {
  test('a folder that we did not write is refused, by the names in it', () => {
    fs.mkdirSync(out);
    for (const name of ['thesis.tex', 'b', 'c', 'd']) fs.writeFileSync(join(out, name), 'mine');
    const [problem] = problemsOf(() => {
      publish(FIRST, out);
    });
    expect(problem).toMatchObject({ code: 'SCALE-OUTPUT-001', path: 'dist' });
    expect(problem?.message).toMatch(/^it holds .*, …$/);
    expect(contents(out)).toMatchObject({ 'thesis.tex': 'mine' });
  });
  test.each(['notes.txt', 'helm/notes.txt', 'helm/shop/values-mine.yaml'])(
    'a file that was put to ours later: %s',
    (name) => {
      publish(FIRST, out);
      fs.writeFileSync(join(out, name), 'mine');
      expect(
        problemsOf(() => {
          publish(FIRST, out);
        }),
      ).toMatchObject([{ code: 'SCALE-OUTPUT-001' }]);
      expect(contents(out)).toHaveProperty([name], 'mine');
    },
  );
  test('a file in place of the folder is refused', () => {
    fs.writeFileSync(out, 'mine');
    expect(
      problemsOf(() => {
        publish(FIRST, out);
      }),
    ).toMatchObject([{ code: 'SCALE-OUTPUT-001' }]);
    expect(fs.readFileSync(out, 'utf8')).toBe('mine');
  });
});

describe('a failure leaves the folder as it was, and nothing beside it', () => {
  // A file cannot stand where another file is a folder.
  const broken = [
    { path: 'x', content: '' },
    { path: 'x/y', content: '' },
  ];
  test('in the middle of writing', () => {
    publish(FIRST, out);
    const before = contents(out);
    expect(() => {
      publish(broken, out);
    }).toThrow();
    expect(contents(out)).toEqual(before);
    expect(fs.readdirSync(parent)).toEqual(['dist']);
  });
  test('when there was none before', () => {
    expect(() => {
      publish(broken, out);
    }).toThrow();
    expect(fs.readdirSync(parent)).toEqual([]);
  });
});

test('a failure of the last rename brings the old folder back', () => {
  publish(FIRST, out);
  const before = contents(out);
  jest.isolateModules(() => {
    jest.doMock('node:fs', () => {
      let renames = 0;
      return {
        ...fs,
        renameSync: (from: string, to: string) => {
          renames += 1;
          if (renames === 2) throw new Error('no');
          fs.renameSync(from, to);
        },
      };
    });
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const fresh = require('../../packaging/output') as { publish: typeof publish };
    expect(() => {
      fresh.publish([{ path: 'b', content: 'b' }], out);
    }).toThrow('no');
  });
  jest.dontMock('node:fs');
  expect(contents(out)).toEqual(before);
  expect(fs.readdirSync(parent)).toEqual(['dist']);
});
