/** Probes as fast as they are answered, from the other core. */
import { connect, type Socket } from 'node:net';
import { cpuSeconds } from '../common/process';

/** Connections at once: a kubelet has one or two, and a storm needs enough that the sidecar never waits for it. */
const CONNECTIONS = 16;

/** What a storm of probes was. */
export interface Stormed {
  readonly answered: number;
  /** Answers a second. */
  readonly rate: number;
  /** Answers for each second of CPU that the sidecar used: what it could do if it never had to wait for its core. */
  readonly perCpuSecond: number;
  /** Answers that were not 200, and connections that failed. */
  readonly failed: number;
}

export interface Target {
  readonly port: number;
  readonly pid: number;
  readonly path: string;
}

/** `kept`: over the same connections; `fresh`: with a connection for each, as the kubelet does it. */
export async function storm(target: Target, kind: 'kept' | 'fresh', seconds: number): Promise<Stormed> {
  const request = `GET ${target.path} HTTP/1.1\r\nHost: x\r\n${kind === 'fresh' ? 'Connection: close\r\n' : ''}\r\n`;
  const tally = { answered: 0, failed: 0 };
  const before = cpuSeconds(target.pid);
  const began = performance.now();
  const end = began + seconds * 1000;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      do await one(target.port, request, kind === 'kept' ? end : 0, tally);
      while (performance.now() < end);
    }),
  );
  const elapsed = (performance.now() - began) / 1000;
  const cpu = cpuSeconds(target.pid) - before;
  return { ...tally, rate: tally.answered / elapsed, perCpuSecond: tally.answered / cpu };
}

/** One connection: asks again and again until `end`, and at least once. */
function one(port: number, request: string, end: number, tally: { answered: number; failed: number }): Promise<void> {
  return new Promise((resolve) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let text = '';
    socket.setEncoding('latin1');
    socket.on('connect', () => socket.write(request));
    socket.on('data', (part: string) => {
      text += part;
      if (!isWhole(text)) return;
      if (text.startsWith('HTTP/1.1 200 ')) tally.answered += 1;
      else tally.failed += 1;
      text = '';
      if (performance.now() < end) socket.write(request);
      else socket.destroy();
    });
    socket.on('error', () => {
      tally.failed += 1;
    });
    socket.on('close', () => {
      resolve();
    });
  });
}

function isWhole(text: string): boolean {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return false;
  const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
  return text.length >= head + 4 + length;
}
