/** `--set a.b[0].c=d,e=f`, read as Helm reads it. */
import { ScaleoutError } from '../../errors';
import type { Json } from '../expr';
import type { Layer } from './layers';

type Tree = { [key: string]: Tree } | Tree[] | Json;

/**
 * Reads one `--set`.
 *
 * @param text what stands after `--set`
 * @param base the values so far: an index into a list changes that list's item, as in Helm
 * @throws ScaleoutError SCALE-VALUES-011
 */
export function parseSetFlag(text: string, base: Json = {}): Layer {
  const reader = new Reader(text);
  let value = structuredClone<Tree>(base);
  const paths: string[][] = [];
  do {
    const path = reader.path();
    value = assign(value, path, reader.value());
    paths.push(path.map(String));
  } while (reader.next());
  return {
    value: value,
    locate: (path) =>
      paths.some((set) => set.every((key, i) => i >= path.length || key === path[i])) ? `--set ${text}` : undefined,
  };
}

/** A cursor over the text. */
class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  path(): (string | number)[] {
    const path: (string | number)[] = [];
    for (;;) {
      const { token, end } = this.until('.[=,');
      if (token === '' && !(end === '[' && path.length > 0) && !(path.length > 0 && this.text[this.at - 1] === ']'))
        this.refuse();
      if (token !== '') path.push(token);
      if (end === '=') {
        this.at += 1;
        return path;
      }
      if (end === '[') {
        const close = this.text.indexOf(']', this.at);
        const index = this.text.slice(this.at + 1, close);
        if (close === -1 || !/^\d{1,5}$/.test(index)) this.refuse();
        path.push(Number(index));
        this.at = close + 1;
        if (this.text[this.at] === '.') this.at += 1;
      } else if (end === '.') this.at += 1;
      else this.refuse();
    }
  }

  value(): Tree {
    if (this.text[this.at] !== '{') return typed(this.until(',').token);
    this.at += 1;
    const items: Tree[] = [];
    for (;;) {
      const { token, end } = this.until(',}');
      if (end === undefined) this.refuse();
      if (!(token === '' && end === '}' && items.length === 0)) items.push(typed(token));
      this.at += 1;
      if (end === '}') return items;
    }
  }

  /** Goes on to the next assignment, if there is one. */
  next(): boolean {
    if (this.at >= this.text.length) return false;
    if (this.text[this.at] !== ',') this.refuse();
    this.at += 1;
    return this.at < this.text.length;
  }

  private until(stops: string): { token: string; end: string | undefined } {
    let token = '';
    for (; this.at < this.text.length; this.at += 1) {
      const c = this.text[this.at] ?? '';
      if (c === '\\' && this.at + 1 < this.text.length) {
        this.at += 1;
        token += this.text[this.at] ?? '';
      } else if (stops.includes(c)) return { token, end: c };
      else token += c;
    }
    return { token, end: undefined };
  }

  private refuse(): never {
    throw new ScaleoutError([
      { code: 'SCALE-VALUES-011', at: `--set ${this.text}`, message: `it cannot be read at character ${this.at + 1}` },
    ]);
  }
}

/** Helm's own rule: whole numbers without leading zeros, booleans and null; all else is text. */
function typed(text: string): Json {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  if (/^(0|-?[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  return text;
}

function assign(tree: Tree | undefined, path: readonly (string | number)[], value: Tree): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const list: Tree[] = Array.isArray(tree) ? [...tree] : [];
    while (list.length < key) list.push(null);
    list[key] = assign(list[key], rest, value);
    return list;
  }
  const map = tree !== null && typeof tree === 'object' && !Array.isArray(tree) ? (tree as Record<string, Tree>) : {};
  return { ...map, [key]: assign(map[key], rest, value) };
}
