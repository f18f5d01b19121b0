/** A values file: YAML as Helm reads it, with the line of every key kept. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { ScaleoutError } from '../../errors';
import type { Json } from '../expr';
import type { Layer } from './layers';

/** YAML 1.1 types that Helm's parser does not have: `12:30:45` and dates are plain text there. */
const NOT_IN_HELM = /:(?:timestamp|binary|omap|pairs|set)$/;

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
    customTags: (tags) =>
      tags.filter(
        (tag) => typeof tag === 'string' || !(NOT_IN_HELM.test(tag.tag) || ('format' in tag && tag.format === 'TIME')),
      ),
  });
  const at = (offset: number) => `${name}:${lines.linePos(offset).line}`;
  const value = document.errors.length > 0 ? undefined : ((document.toJS() as Json | undefined) ?? {});
  if (value === undefined || typeof value !== 'object' || Array.isArray(value)) {
    const errors =
      document.errors.length > 0
        ? document.errors.map((error) => ({ at: at(error.pos[0]), message: error.message.split('\n')[0] ?? '' }))
        : [{ at: at(0), message: 'a values file is a map at its top' }];
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
