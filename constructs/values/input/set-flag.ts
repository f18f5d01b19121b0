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
  let value = base;
  const paths: string[][] = [];
  do {
    const path = reader.path();
    value = assign(value, path, reader.value(), () => reader.refuse());
    paths.push(path.map(String));
  } while (reader.next());
  return {
    value: value,
    locate: (path) =>
      paths.some((set) => set.every((key, i) => i >= path.length || key === path[i])) ? `--set ${text}` : undefined,
  };
}

/** Helm's own limit. */
const MAX_INDEX = 65536;

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
        if (close === -1 || !/^\d{1,5}$/.test(index) || Number(index) > MAX_INDEX) this.refuse();
        path.push(Number(index));
        this.at = close + 1;
        const after = this.text[this.at];
        if (after === '.') this.at += 1;
        else if (after !== '[' && after !== '=') this.refuse();
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
      items.push(typed(token));
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
      if (c === '\\') {
        this.at += 1;
        token += this.text[this.at] ?? '';
      } else if (stops.includes(c)) return { token, end: c };
      else token += c;
    }
    return { token, end: undefined };
  }

  refuse(): never {
    throw new ScaleoutError([
      { code: 'SCALE-VALUES-011', at: `--set ${this.text}`, message: `it cannot be read at character ${this.at + 1}` },
    ]);
  }
}

/** Helm's own rule: whole numbers without leading zeros, booleans and null; all else is text. */
function typed(text: string): Json {
  const word = text.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'null') return null;
  if (/^([-+]?0|[1-9]\d*|[-+]\d+)$/.test(text) && Number.isSafeInteger(Number(text))) return 0 + Number(text);
  return text;
}

/** A list is not made a map, nor a text either: as Helm has it, what is there already keeps its kind. */
function assign(tree: Tree | undefined, path: readonly (string | number)[], value: Tree, refuse: () => never): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const there = tree ?? undefined;
  if (typeof key === 'number') {
    if (there !== undefined && !Array.isArray(there)) refuse();
    const list = Array.isArray(there) ? [...(there as Tree[])] : [];
    while (list.length < key) list.push(null);
    list[key] = assign(list[key], rest, value, refuse);
    return list;
  }
  if (there !== undefined && (typeof there !== 'object' || Array.isArray(there))) refuse();
  const map = (there ?? {}) as Record<string, Tree>;
  return { ...map, [key]: assign(Object.hasOwn(map, key) ? map[key] : undefined, rest, value, refuse) };
}
