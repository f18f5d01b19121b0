/** The pages for users as the tests see them: what they link to, their headings, and the commands that they show. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt, { type Token } from 'markdown-it';

export const root = join(__dirname, '..', '..');
const markdown = new MarkdownIt({ html: true });

export interface Page {
  /** Relative to the repository. */
  readonly path: string;
  /** Where links and images lead to, as written. */
  readonly links: readonly string[];
  /** What can be linked to after `#`. */
  readonly anchors: ReadonlySet<string>;
  /** Code, in blocks and within sentences. */
  readonly code: readonly string[];
}

/** README.md, everything below docs/, and the results of the benchmarks. */
export function pages(): Page[] {
  const below = (folder: string) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md'))
      .map((path) => `${folder}/${path}`);
  return ['README.md', ...below('docs'), ...below('bench')]
    .sort()
    .map((path) => pageOf(path, readFileSync(join(root, path), 'utf8')));
}

/** One page of this text. */
export function pageOf(path: string, text: string): Page {
  const tokens = markdown.parse(text, {}).flatMap((token) => [token, ...(token.children ?? [])]);
  const attributes = (type: string, name: string) =>
    tokens.filter((token) => token.type === type).map((token) => String(token.attrGet(name) ?? ''));
  return {
    path,
    links: [...attributes('link_open', 'href'), ...attributes('image', 'src')],
    anchors: new Set(anchorsOf(tokens)),
    code: tokens.filter(({ type }) => type === 'fence' || type === 'code_inline').map(({ content }) => content),
  };
}

/** As GitHub makes them: lower case, no punctuation, dashes for spaces; the second of two alike gets `-1`. */
function anchorsOf(tokens: readonly Token[]): string[] {
  const seen = new Map<string, number>();
  return tokens.flatMap((token, i) => {
    if (tokens[i - 1]?.type !== 'heading_open') return [];
    const words = (token.children ?? []).map(({ content }) => content).join('');
    const slug = words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${String(before)}`;
  });
}
