import { once } from 'node:events';
import { createServer } from 'node:net';

/** What the port of a node's cluster bus is above its own. */
export const BUS_OFFSET = 10_000;

/** Both ports of a node stay below those that the kernel gives to outgoing connections. */
const lowest = 12_000;
const count = 10_000;
const given = new Set<string>();

/** A port of `host` that is free, and so is that of its cluster bus. */
export async function freePort(host: string): Promise<number> {
  for (;;) {
    // At random, since other processes look for free ports at the same time.
    const port = lowest + Math.floor(Math.random() * count);
    const address = `${host}:${port}`;
    if (given.has(address)) continue;
    given.add(address);
    if ((await isFree(host, port)) && (await isFree(host, port + BUS_OFFSET))) return port;
  }
}

let addresses = 0;

/**
 * An address of loopback that nobody else uses: on Linux all of 127.0.0.0/8 is. A node that is started again at another one is what a pod
 * is that comes back with another IP.
 */
export function freshAddress(): string {
  addresses += 1;
  return `127.${64 + (process.pid % 128)}.${(process.pid >> 7) % 256}.${addresses}`;
}

async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
