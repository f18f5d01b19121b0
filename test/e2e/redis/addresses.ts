import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the lab keeps what runs; each of its nodes has a folder there. */
const LAB = '/run/scaleout-lab';

/** A pod's address, and the node that gave it. */
interface Given {
  readonly host: string;
  readonly address: string;
}

/** Makes the lab's nodes give these addresses again as soon as they are free: whoever starts next gets those of others who have just gone. */
export function giveAgain(all: readonly Given[]): void {
  for (const host of new Set(all.map((given) => given.host))) {
    const addresses = all.filter((given) => given.host === host).map(({ address }) => address);
    const [first = ''] = addresses.sort((a, b) => lastPart(a) - lastPart(b));
    const folder = join(LAB, host, 'ipam', host.replace('node', 'lab'));
    // The next one that is free after this is given next.
    const before = first.replace(/\d+$/, String(lastPart(first) - 1));
    if (existsSync(folder)) writeFileSync(join(folder, 'last_reserved_ip.0'), before);
  }
}

const lastPart = (address: string): number => Number(address.split('.').at(-1));
