import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { pageOf, pages, root, type Page } from './markdown';

const all = pages();

/** The file and the heading that a link leads to; undefined for another site. */
function target(page: Page, link: string): { readonly path: string; readonly anchor: string } | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [file = '', anchor = ''] = decodeURI(link).split('#');
  return { path: file === '' ? page.path : posix.join(posix.dirname(page.path), file), anchor };
}

/** Links of these pages that lead nowhere, and why. */
function broken(among: readonly Page[]): string[] {
  return among.flatMap((page) =>
    page.links.flatMap((link) => {
      const to = target(page, link);
      if (to === undefined) return [];
      if (to.path.startsWith('..') || !existsSync(join(root, to.path)))
        return [`${page.path}: ${link}: there is no ${to.path}`];
      if (to.anchor === '') return [];
      const anchors = [...among, ...all].find(({ path }) => path === to.path)?.anchors;
      return anchors?.has(to.anchor) === true ? [] : [`${page.path}: ${link}: there is no such heading`];
    }),
  );
}

test('every link between pages leads to a file, and every # to a heading', () => {
  expect(broken(all)).toEqual([]);
});

test('a file, a folder above the repository and a heading that are not there are found', () => {
  const text =
    '# One `two`, 3\n\n[a](#one-two-3) [b](#one) [c](none.md) [d](../../x) ![e](none.png) [f](https://example.com)';
  expect(broken([pageOf('docs/model.md', text)])).toEqual([
    'docs/model.md: #one: there is no such heading',
    'docs/model.md: none.md: there is no docs/none.md',
    'docs/model.md: ../../x: there is no ../x',
    'docs/model.md: none.png: there is no docs/none.png',
  ]);
});

test('every page is two clicks from README.md at most', () => {
  const near = new Set(['README.md']);
  for (let clicks = 0; clicks < 2; clicks += 1)
    for (const page of all.filter(({ path }) => near.has(path)))
      for (const link of page.links) near.add(target(page, link)?.path ?? page.path);
  expect(all.map(({ path }) => path).filter((path) => !near.has(path))).toEqual([]);
});
