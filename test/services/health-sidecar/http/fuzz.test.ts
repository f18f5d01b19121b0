import { PATHS } from '@scaleout/health-contract';
import fc from 'fast-check';
import { snapshot } from '../snapshots';
import { serveHealth, TOKEN } from './serve';

jest.setTimeout(60_000);

const SECRETS = [TOKEN, 'reason-for-the-trusted', '10.9.8.7'];
/** A short time in which to send the rest, so that what never becomes a request does not hold up the test. */
const times = { arrivalMs: 100, keepAliveMs: 100, unreadMs: 500 };

const serve = () =>
  serveHealth(
    {
      snapshots: [
        snapshot({
          ...{ name: 'database', status: 'degraded', reason: 'reason-for-the-trusted' },
          reading: { status: 'degraded', facts: { address: '10.9.8.7' } },
        }),
      ],
      configuration: { limits: { requestsPerSecond: 100_000 } },
    },
    times,
  );

const bytes = (max: number) => fc.uint8Array({ maxLength: max }).map((each) => Buffer.from(each).toString('latin1'));
const visible = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)) });
const method = fc.oneof(
  fc.constantFrom('GET', 'HEAD', 'POST', 'OPTIONS', 'CONNECT', 'TRACE', 'PRI', 'get', 'M-SEARCH', 'QUERY'),
  visible,
);
const path = fc.oneof(
  fc.constantFrom(...Object.values(PATHS)),
  fc.constantFrom(...Object.values(PATHS)).chain((known) => bytes(12).map((more) => known + more)),
  fc.webUrl({ withQueryParameters: true }),
  bytes(40).map((text) => `/${text}`),
  fc.constantFrom('*', '', '//', '/..', '/%', '/%00', '/__proto__', '/constructor', `/?token=${'x'.repeat(3000)}`),
);
const authorization = fc.oneof(
  bytes(60),
  visible.map((token) => `Bearer ${token}`),
  fc.nat({ max: TOKEN.length - 1 }).map((length) => `Bearer ${TOKEN.slice(0, length)}`),
  fc.constantFrom('Bearer', `Bearer ${TOKEN} x`, `bearer,${TOKEN}`, `Basic ${TOKEN}`, `Bearer "${TOKEN}"`),
);
const header = fc.oneof(
  authorization.map((value) => `Authorization: ${value}`),
  fc
    .constantFrom(
      'Content-Length',
      'Transfer-Encoding',
      'Expect',
      'Upgrade',
      'Connection',
      'Host',
      'X-Request-Id',
      'Accept',
    )
    .chain((name) =>
      fc
        .oneof(bytes(30), fc.constantFrom('0', '3', '-1', 'chunked', '100-continue', 'websocket', 'upgrade', 'close'))
        .map((value) => `${name}: ${value}`),
    ),
  bytes(60),
);
const request = fc
  .tuple(
    method,
    path,
    fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9', 'http/1.1', ''),
    fc.array(header, { maxLength: 6 }),
    bytes(40),
  )
  .map(([verb, at, version, headers, body]) =>
    [`${verb} ${at} ${version}`, 'Host: x', ...headers, '', body].join('\r\n'),
  );

/** That it is whole answers, one behind the other, and that none tells what only the token opens or how it is made. */
function expectHarmless(text: string): void {
  if (text !== '') expect(text).toMatch(/^HTTP\/1\.1 \d{3} /);
  for (const secret of SECRETS) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/\.[jt]s:\d|node_modules|node:internal|Error:|x-powered-by|\nserver:/i);
  expect(text).not.toMatch(/^HTTP\/1\.1 5(?!03)/m);
}

const numRuns = 300;

test.each([
  ['bytes of any kind', bytes(300)],
  ['requests of any form', request],
  ['many of them on one connection', fc.array(request, { maxLength: 5 }).map((all) => all.join(''))],
])('%s are answered or refused, tell nothing, and the next probe is answered', async (_name, sent) => {
  const { raw, ask, logged } = await serve();
  await fc.assert(
    fc.asyncProperty(sent, async (text) => {
      expectHarmless(await raw(Buffer.from(text, 'latin1')));
      expect((await ask(PATHS.liveness)).status).toBe(200);
    }),
    { numRuns },
  );
  expect(logged).toEqual([]);
});

test('no Authorization header opens anything but the one with the token', async () => {
  const { raw } = await serve();
  await fc.assert(
    fc.asyncProperty(authorization, fc.constantFrom(PATHS.deep, PATHS.replication, PATHS.info), async (value, at) => {
      fc.pre(!/^\s*bearer +correct-horse-battery-staple\s*(\r|\n|$)/i.test(value));
      const text = await raw(
        Buffer.from(`GET ${at} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: ${value}\r\n\r\n`, 'latin1'),
      );
      expectHarmless(text);
      expect(text).toMatch(/^HTTP\/1\.1 (400|401) |^$/);
    }),
    { numRuns },
  );
});
