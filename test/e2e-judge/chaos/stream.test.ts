import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Authority } from '../../e2e/certificate';
import { noteNumber } from '../../e2e/chaos/load/notes';
import type { Ask, Plan } from '../../e2e/chaos/load/plan';
import { Stream } from '../../e2e/chaos/load/stream';
import { Clock } from '../../e2e/faults/load/clock';

const HOST = 'localhost';
interface Pair {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}
let pair: Pair;
let other: Pair;
const made = async (): Promise<Pair> => {
  const { object } = await (await Authority.make()).secret('tls', [HOST]);
  const { stringData } = object as { readonly stringData: Readonly<Record<string, string>> };
  return { cert: stringData['tls.crt'] ?? '', key: stringData['tls.key'] ?? '', ca: stringData['ca.crt'] ?? '' };
};
beforeAll(async () => {
  [pair, other] = await Promise.all([made(), made()]);
});

/** What the server has seen; `answer` says what it does with the request of a number. */
interface Asked {
  readonly numbers: number[];
  connections: number;
}
type Answer = { readonly status: number; readonly body?: string } | 'nothing' | 'cut';
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

async function edge(answer: (count: number) => Answer): Promise<readonly [port: number, asked: Asked]> {
  const asked: Asked = { numbers: [], connections: 0 };
  let count = 0;
  const server = createServer({ cert: pair.cert, key: pair.key }, (request, response) => {
    let text = '';
    request.on('data', (part) => (text += String(part)));
    request.on('end', () => {
      if (text !== '') asked.numbers.push(noteNumber((JSON.parse(text) as { id: string }).id));
      const what = answer((count += 1));
      if (what === 'cut') request.socket.destroy();
      else if (what !== 'nothing') response.writeHead(what.status).end(what.body ?? '{"pod":"api-1"}');
    });
  });
  server.on('secureConnection', () => (asked.connections += 1));
  servers.push(server.listen(0, HOST));
  await new Promise((done) => server.once('listening', done));
  return [(server.address() as AddressInfo).port, asked];
}

/** Sends for so long, and waits for what is under way. */
async function run(port: number, ms: number, ask: Partial<Ask> = {}, ca = pair.ca) {
  const { now } = new Clock();
  const plan = { edge: { host: HOST, port }, run: '0badcafe' } as unknown as Plan;
  const stream = new Stream({ kind: 'api', path: '/', perSecond: 50, ...ask }, plan, Buffer.from(ca), now);
  const sending = setInterval(() => {
    stream.send();
  }, 5);
  await sleep(ms);
  clearInterval(sending);
  const due = (now() * 50) / 1000;
  for (let tries = 0; stream.underWay > 0 && tries < 100; tries += 1) await sleep(20);
  return { ...stream.take(), stream, due };
}

test('requests are sent at their rate, half of them over connections of their own', async () => {
  const [port, asked] = await edge(() => ({ status: 200 }));
  const { good, bad, due } = await run(port, 600);
  expect(bad).toEqual([]);
  // A busy machine may take a moment to see what is due.
  expect(good.length).toBeGreaterThan(due * 0.8);
  expect(good.length).toBeLessThanOrEqual(due + 1);
  expect(asked.connections).toBeGreaterThanOrEqual(Math.floor(good.length / 2));
  expect(asked.connections).toBeLessThan(good.length * 0.9);
});

test('a slow answer holds up no other request', async () => {
  const [port] = await edge((count) => (count === 1 ? 'nothing' : { status: 200 }));
  const { good, stream } = await run(port, 600);
  expect(good.length).toBeGreaterThanOrEqual(24);
  expect(stream.underWay).toBe(1);
  expect(stream.waitingSince).toBe(0);
});

test('each failure is told with its reason, and nothing is asked again', async () => {
  const answers: readonly Answer[] = [{ status: 502 }, 'cut', { status: 200, body: 'something' }];
  const [port, asked] = await edge((count) => answers[count - 1] ?? { status: 201 });
  const { good, bad } = await run(port, 400, { kind: 'write' });
  expect(bad.map(({ reason }) => reason).sort()).toEqual(['ECONNRESET', 'status 502']);
  expect(asked.numbers).toHaveLength(good.length + bad.length);
  expect(new Set(asked.numbers).size).toBe(asked.numbers.length);
});

test('a note that was acknowledged is told by its number', async () => {
  const [port, asked] = await edge(() => ({ status: 201 }));
  const { good } = await run(port, 300, { kind: 'write' });
  expect(good.map(({ number }) => number).sort()).toEqual([...asked.numbers].sort());
});

test('an edge with a certificate of its own making is not talked to', async () => {
  const [port, asked] = await edge(() => ({ status: 200 }));
  const { good, bad } = await run(port, 200, {}, other.ca);
  expect(good).toEqual([]);
  expect(bad.length).toBeGreaterThan(0);
  expect(asked.numbers).toEqual([]);
});

test('what was taken is not told twice', async () => {
  const [port] = await edge(() => ({ status: 200 }));
  const { stream } = await run(port, 200);
  expect(stream.take()).toEqual({ good: [], bad: [] });
});
