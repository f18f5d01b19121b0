/** Who asks: wrk over kept connections, openssl for handshakes. Both are Debian's, run on the core for all else. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { install } from '../../tools/servers/install';

/** As many as the edge keeps to a service: with more of them, connections to it would be opened again and again, of all contenders. */
export const CONNECTIONS = 32;
/** Each makes one handshake after the other. */
export const SHAKERS = 4;

/** What wrk says of a run. */
export interface Asked {
  /** Answers a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Asks for `url` with as many requests under way as there are connections, for so many seconds. */
export async function ask(url: string, seconds: number): Promise<Asked> {
  const { loader, libraries, programs } = await install('wrk');
  const load = ['--threads', '1', '--connections', String(CONNECTIONS), '--duration', `${seconds}s`, '--latency', url];
  const { stdout } = await promisify(execFile)(loader, ['--library-path', libraries, programs.client, ...load]);
  return readWrk(stdout);
}

/** Reads what wrk prints. @throws an error when any request failed: the rate of those that did not would mean nothing */
export function readWrk(text: string): Asked {
  const failure = /^\s*(?:Socket errors:|Non-2xx or 3xx responses:).*$/m.exec(text)?.[0];
  if (failure !== undefined) throw new Error(`wrk: ${failure.trim()}`);
  const percentile = (name: string) => milliseconds(new RegExp(`^\\s*${name}%\\s+(\\S+)$`, 'm').exec(text)?.[1]);
  const asked = {
    rate: Number(/^Requests\/sec:\s+([\d.]+)$/m.exec(text)?.[1]),
    p50: percentile('50'),
    p99: percentile('99'),
  };
  if (Object.values(asked).some(Number.isNaN)) throw new Error(`this is not what wrk prints:\n${text}`);
  return asked;
}

const UNITS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

function milliseconds(text = ''): number {
  const [, value, unit = ''] = /^([\d.]+)(us|ms|s|m)$/.exec(text) ?? [];
  return Number(value) * (UNITS[unit] ?? NaN);
}

/** Makes full handshakes of TLS 1.3 with a port, and closes the connection after each. @returns how many a second */
export async function shake(port: number, seconds: number): Promise<number> {
  const { loader, libraries, programs } = await install('openssl');
  const load = ['s_time', '-connect', `127.0.0.1:${port}`, '-new', '-tls1_3', '-time', String(seconds)];
  const began = performance.now();
  const outputs = await Promise.all(
    Array.from({ length: SHAKERS }, () =>
      promisify(execFile)(loader, ['--library-path', libraries, programs.client, ...load]),
    ),
  );
  const elapsed = (performance.now() - began) / 1000;
  return outputs.reduce((sum, { stdout }) => sum + readShakes(stdout), 0) / elapsed;
}

/** Reads how many connections `s_time` says that it made. */
export function readShakes(text: string): number {
  const found = /^(\d+) connections in \d+ real seconds/m.exec(text)?.[1];
  if (found === undefined) throw new Error(`this is not what openssl s_time prints:\n${text}`);
  return Number(found);
}
