/** `nodes.conf`, in which Redis keeps whom it knows: by IP, which is another one after a restart. */
import { parseLine } from '@scaleout/redis-nodes';

/** Who a pod is, and where. */
export interface Whereabouts {
  readonly id: string;
  readonly address: string;
}

/** The names of all nodes in it. */
export const hostnamesIn = (text: string): string[] => [
  ...new Set(
    text.split('\n').flatMap((line) => {
      const hostname = parseLine(line)?.hostname ?? '';
      return hostname === '' ? [] : [hostname];
    }),
  ),
];

/** The ID of the node whose file it is; undefined when it does not say. */
export const identityIn = (text: string): string | undefined =>
  text.split('\n').flatMap((line) => {
    const node = parseLine(line);
    return node?.flags.includes('myself') === true ? [node.id] : [];
  })[0];

/**
 * The file with the addresses of now. A node keeps what it had when its name leads nowhere, as its address may still be right and an empty one
 * would be lost for good; and when its name leads to another node, as after the loss of a volume: a replica would copy the emptiness of who is
 * there by now, and nobody would notice that the one before is gone.
 *
 * @param known by hostname
 */
export function rewrite(text: string, known: ReadonlyMap<string, Whereabouts>): string {
  return text
    .split('\n')
    .map((line) => {
      const node = parseLine(line);
      const now = node === undefined ? undefined : known.get(node.hostname);
      return node === undefined || now?.id !== node.id ? line : `${node.id} ${now.address}${node.rest}`;
    })
    .join('\n');
}
