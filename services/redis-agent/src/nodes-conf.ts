/** `nodes.conf`, in which Redis keeps whom it knows: by IP, which is another one after a restart. */
import { parseLine } from './nodes-line';

/** The names of all nodes in it. */
export const hostnamesIn = (text: string): string[] => [
  ...new Set(
    text.split('\n').flatMap((line) => {
      const hostname = parseLine(line)?.hostname ?? '';
      return hostname === '' ? [] : [hostname];
    }),
  ),
];

/**
 * The file with the addresses of now. A node whose name is not among them keeps what it had: its address may still be right, and an
 * empty one would be lost for good.
 *
 * @param addresses by hostname
 */
export function rewrite(text: string, addresses: ReadonlyMap<string, string>): string {
  return text
    .split('\n')
    .map((line) => {
      const node = parseLine(line);
      const address = node === undefined ? undefined : addresses.get(node.hostname);
      return node === undefined || address === undefined ? line : `${node.id} ${address}${node.rest}`;
    })
    .join('\n');
}
