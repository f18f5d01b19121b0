import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where the lab keeps what runs; each of its nodes has a folder there. */
const LAB = '/run/scaleout-lab';

/** Makes the nodes of the lab give their addresses from the first on again: whoever starts next gets those of others who have just gone. */
export function giveAddressesAnew(): void {
  for (const node of readdirSync(LAB).filter((name) => /^node-\d+$/.test(name))) {
    const memory = join(LAB, node, 'ipam', `lab-${node.slice('node-'.length)}`);
    // Which address was given last stands in a file of its own.
    for (const file of existsSync(memory) ? readdirSync(memory) : [])
      if (file.startsWith('last_reserved_ip')) rmSync(join(memory, file), { force: true });
  }
}
