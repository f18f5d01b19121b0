/** Which certificate a Postgres or a pooler shows. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as secure } from 'node:tls';
import type { Address } from './plan';

/** "May we speak TLS?", as Postgres' protocol has it: the length, and a number that is no version. */
const QUESTION = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const PATIENCE_MS = 5000;

/** The SHA-256 fingerprint of a server's certificate; `''` when it has none. */
export async function fingerprintOf({ host, port }: Address): Promise<string> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const plain = connect({ host, port });
  try {
    await once(plain, 'connect', { signal });
    plain.write(QUESTION);
    const [answer] = (await once(plain, 'data', { signal })) as [Buffer];
    if (answer.toString() !== 'S') return '';
    // Whose it is is asked here, not whether it is trusted.
    const socket = secure({ socket: plain, rejectUnauthorized: false });
    await once(socket, 'secureConnect', { signal });
    return socket.getPeerCertificate().fingerprint256;
  } finally {
    plain.destroy();
  }
}
