/** A values file: YAML as Helm reads it, with the line of every key kept. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node, type ScalarTag } from 'yaml';
import { ScaleoutError } from '../../errors';
import type { Json } from '../expr';
import type { Layer } from './layers';

/** YAML 1.1 types that Helm's parser does not have (`12:30:45` and dates are plain text there), or reads in its own way. */
const NOT_IN_HELM = /:(?:timestamp|binary|omap|pairs|set|int|float)$/;

/** Go's numbers: `0o17` and `017` are octal, `.` and `e3` are text, underscores are passed over. */
const INT = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
function number(text: string): number | undefined {
  const plain = text.replaceAll('_', '');
  if (INT.test(plain)) {
    const [sign, digits] = plain.startsWith('-') ? [-1, plain.slice(1)] : [1, plain.replace('+', '')];
    // `0 +`: there is one zero.
    return 0 + sign * Number(digits.replace(/^0(?=[0-7])/, '0o'));
  }
  const value = FLOAT.test(plain) ? Number(plain) : Infinity;
  return Number.isFinite(value) ? value : undefined;
}
const NUMBERS: ScalarTag[] = ['int', 'float'].map((type) => ({
  tag: `tag:yaml.org,2002:${type}`,
  default: true,
  identify: () => false,
  test: /^[-+]?\.?(?:[0-9]|(?:inf|Inf|INF|nan|NaN|NAN)$)/,
  resolve: (text, onError) => {
    if (/^[-+]?\.[iInN]/.test(text)) onError(`${text} is not a number in JSON`);
    return number(text) ?? text;
  },
}));

/**
 * Reads a values file.
 *
 * @param name how the file is called in errors
 * @throws ScaleoutError SCALE-VALUES-010 with every syntax error and its line
 */
export function parseValuesFile(text: string, name: string): Layer {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    lineCounter: lines,
    prettyErrors: false,
    customTags: (tags) => [...NUMBERS, ...tags.filter((tag) => typeof tag === 'string' || !NOT_IN_HELM.test(tag.tag))],
  });
  const at = (offset: number) => `${name}:${lines.linePos(offset).line}`;
  let value: Json | undefined;
  let broken: string | undefined;
  try {
    if (document.errors.length === 0) value = (document.toJS() as Json | undefined) ?? {};
  } catch (error) {
    // Aliases and merges are only followed here, and the library says what is wrong with them by throwing.
    broken = (error as Error).message;
  }
  if (value === undefined || typeof value !== 'object' || Array.isArray(value)) {
    const errors =
      document.errors.length > 0
        ? document.errors.map((error) => ({ at: at(error.pos[0]), message: error.message.split('\n')[0] ?? '' }))
        : [{ at: at(0), message: broken ?? 'a values file is a map at its top' }];
    throw new ScaleoutError(errors.map((error) => ({ code: 'SCALE-VALUES-010', ...error })));
  }
  return { value, locate: (path) => find(document, path, at) };
}

/** Where a key stands; undefined when the file does not have it. */
function find(document: Document, path: readonly string[], at: (offset: number) => string): string | undefined {
  let node: Node | null = document.contents;
  let offset: number | undefined;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (pair === undefined) return undefined;
      offset = (pair.key as Node).range?.[0];
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      node = (node.items[Number(key)] as Node | undefined) ?? null;
      offset = node?.range?.[0];
    } else return undefined;
  }
  return offset === undefined ? undefined : at(offset);
}
