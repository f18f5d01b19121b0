/** A DNS server for tests: answers from a table that changes while it runs, as the cluster's does when pods come and go. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv6, type Socket } from 'node:net';
import { decode, encode, streamDecode, streamEncode, AUTHORITATIVE_ANSWER, TRUNCATED_RESPONSE } from 'dns-packet';
import type { Packet, StringAnswer } from 'dns-packet';
import { freePort } from '../redis/addresses';
import { whenDone } from '../when-done';

/** How a server is broken: it answers nothing at all, or that it has failed. */
export type Outage = 'silent' | 'failing';

/** A DNS server that runs. */
export interface DnsServer {
  /** `127.0.0.1:PORT`, as nginx's `resolver` takes it. */
  readonly address: string;
  /** Gives a name its addresses, of both families; with none the name is there and has no address. */
  readonly set: (name: string, ...addresses: readonly string[]) => void;
  /** The answer is NXDOMAIN then, as it was before {@link set}. */
  readonly remove: (name: string) => void;
  /** Breaks it, or with `undefined` repairs it. */
  readonly outage: (kind: Outage | undefined) => void;
  /** How often a name was asked for, over both protocols and for any type. */
  readonly asked: (name: string) => number;
  readonly close: () => Promise<void>;
}

/** The codes of RFC 1035 and the flags of a header: dns-packet names them, and does not type them. */
const SERVFAIL = 2;
const NXDOMAIN = 3;

/** What an answer without EDNS may have; nginx asks without. */
const UDP_LIMIT = 512;

const running = new Set<() => Promise<void>>();

whenDone(async () => {
  await Promise.all([...running].map((close) => close()));
});

/** Starts a server on UDP and TCP. @param options `ttl` is in seconds, 1 by default */
export async function startDns(options: { readonly ttl?: number } = {}): Promise<DnsServer> {
  const { ttl = 1 } = options;
  const table = new Map<string, readonly string[]>();
  const asked = new Map<string, number>();
  let broken: Outage | undefined;

  const answer = (query: Packet): Packet | undefined => {
    const [question] = query.questions ?? [];
    if (question === undefined) return undefined;
    const name = question.name.toLowerCase();
    asked.set(name, (asked.get(name) ?? 0) + 1);
    if (broken === 'silent') return undefined;
    const addresses = table.get(name);
    const code = broken === 'failing' ? SERVFAIL : addresses === undefined ? NXDOMAIN : 0;
    const { type } = question;
    const answers =
      code === 0 && (type === 'A' || type === 'AAAA')
        ? (addresses ?? [])
            .filter((each) => isIPv6(each) === (type === 'AAAA'))
            .map((data): StringAnswer => ({ type, name: question.name, ttl, data }))
        : [];
    return { type: 'response', id: query.id, flags: AUTHORITATIVE_ANSWER | code, questions: [question], answers };
  };

  const port = await freePort('127.0.0.1');
  const udp = createSocket('udp4');
  udp.on('message', (message, { port: theirs, address }) => {
    const found = answer(decode(message));
    if (found !== undefined) udp.send(datagram(found), theirs, address);
  });
  udp.bind(port, '127.0.0.1');
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const length = 2 + received.readUInt16BE(0);
        const found = answer(streamDecode(received.subarray(0, length)));
        received = received.subarray(length);
        if (found !== undefined) socket.write(streamEncode(found));
      }
    });
  }).listen(port, '127.0.0.1');
  await Promise.all([once(udp, 'listening'), once(tcp, 'listening')]);

  const close = async () => {
    if (!running.delete(close)) return;
    const closed = Promise.all([once(udp, 'close'), once(tcp, 'close')]);
    udp.close();
    tcp.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  running.add(close);
  return {
    address: `127.0.0.1:${port}`,
    set: (name, ...addresses) => void table.set(name.toLowerCase(), addresses),
    remove: (name) => void table.delete(name.toLowerCase()),
    outage: (kind) => {
      broken = kind;
    },
    asked: (name) => asked.get(name.toLowerCase()) ?? 0,
    close,
  };
}

/** One that does not fit says so and has no answers: whoever asks comes again over TCP. */
function datagram(packet: Packet): Buffer {
  const whole = encode(packet);
  if (whole.length <= UDP_LIMIT) return whole;
  return encode({ ...packet, flags: (packet.flags ?? 0) | TRUNCATED_RESPONSE, answers: [] });
}
