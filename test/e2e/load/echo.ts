/**
 * Holds conversations over WebSockets, and comes again at once when one ends. It runs inside the cluster, in an image that has nothing but
 * Node 24, which strips the types: hence one file, no packages, and no TypeScript that is more than types.
 *
 *   node echo.ts wss://HOST/api/v1/echo CONVERSATIONS
 *
 * A line of JSON when all have begun, and one with the report when its standard input ends.
 */

/** What became of the conversations. */
export interface EchoReport {
  /** Ends that nobody here asked for, by their code; 1006: the connection broke. */
  readonly ends: Readonly<Record<string, number>>;
  /** Conversations begun by the pod that greeted. */
  readonly pods: Readonly<Record<string, number>>;
  /** Attempts that came to no greeting. */
  readonly failures: readonly string[];
  /** Messages that came back. */
  readonly echoes: number;
  /** The longest time from an end to the next greeting, in milliseconds. */
  readonly longestGapMs: number;
}

/** As far as it is used; the browsers' own, which Node has from 22 on. */
interface Socket {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
  send(data: string): void;
  close(): void;
}
declare const WebSocket: new (url: string) => Socket;

// The first certificate of a stack is signed by nobody.
process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';

const [url = '', wanted = '1'] = process.argv.slice(2);
const limits = { conversations: 50, failures: 50, seconds: 600, pauseMs: 500, everyMs: 250 };

const ends: Record<string, number> = {};
const pods: Record<string, number> = {};
const failures: string[] = [];
let echoes = 0;
let longestGapMs = 0;
let begun = 0;
let ending = false;
const open = new Set<Socket>();

/** @param since when the one before ended */
function converse(since: number | undefined): void {
  const socket = new WebSocket(url);
  let greeted = false;
  let why = '';
  let sending: NodeJS.Timeout | undefined;
  open.add(socket);
  socket.onmessage = ({ data }) => {
    if (greeted) {
      echoes += 1;
      return;
    }
    greeted = true;
    const { pod = '?' } = JSON.parse(String(data)) as { pod?: string };
    pods[pod] = (pods[pod] ?? 0) + 1;
    if (since !== undefined) longestGapMs = Math.max(longestGapMs, Math.round(performance.now() - since));
    else {
      begun += 1;
      if (begun === Number(wanted)) console.log(JSON.stringify({ begun }));
    }
    sending = setInterval(() => {
      socket.send('still there?');
    }, limits.everyMs);
  };
  let over = false;
  const end = (code: number) => {
    clearInterval(sending);
    open.delete(socket);
    if (over || ending) return;
    over = true;
    if (greeted) {
      ends[String(code)] = (ends[String(code)] ?? 0) + 1;
      converse(performance.now());
      return;
    }
    if (failures.length < limits.failures) failures.push(`${new Date().toISOString()} ${String(code)} ${why}`);
    setTimeout(() => {
      converse(since);
    }, limits.pauseMs);
  };
  socket.onerror = ({ message }) => {
    why = message ?? 'an error without words';
    // Of a connection that never was, some versions of Node tell no end. 1006: it broke.
    if (!greeted) end(1006);
  };
  socket.onclose = ({ code }) => {
    end(code);
  };
}

for (let index = 0; index < Math.min(Number(wanted), limits.conversations); index += 1) converse(undefined);

const end = () => {
  if (ending) return;
  ending = true;
  for (const socket of open) socket.close();
  const report: EchoReport = { ends, pods, failures, echoes, longestGapMs };
  process.stdout.write(`${JSON.stringify({ report })}\n`, () => {
    process.exit(0);
  });
};
setTimeout(end, limits.seconds * 1000);
process.stdin.resume().on('end', end).on('close', end);
