/** The committed output and the generated references are those of the sources. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fastnext } from '../charts/fastnext';
import { outputMarker, type OutputFile } from '../packaging/output';
import { synthesize } from '../packaging/synthesize';
import { referencePages } from '../tools/reference';

const root = join(__dirname, '..');

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

function expectFresh(folder: string, expected: readonly OutputFile[], remedy: string): void {
  const found = filesBelow(join(root, folder)).map((path) => ({
    path: relative(join(root, folder), path),
    content: readFileSync(path, 'utf8'),
  }));
  const stale = expected.filter(({ path, content }) => found.find((file) => file.path === path)?.content !== content);
  const extra = found.filter(({ path }) => !expected.some((file) => file.path === path));
  expect({ remedy, stale: stale.map(({ path }) => path), extra: extra.map(({ path }) => path) }).toEqual({
    remedy,
    stale: [],
    extra: [],
  });
}

test('dist/ is what the sources make, to the byte and to the file', () => {
  const { files } = synthesize(fastnext);
  expectFresh('dist', [...files, outputMarker(files)], 'npm start');
});

test('docs/reference/ is what the schema and the table of codes make', () => {
  expectFresh('docs/reference', referencePages(), 'npm run docs');
});
