import { createHash } from 'node:crypto';
import { PATHS } from '@scaleout/health-contract';
import { slotRanges } from '../../../../services/health-sidecar/src/http/page/slots';
import { duration, words } from '../../../../services/health-sidecar/src/http/page/words';
import { ofPod, snapshot } from '../snapshots';
import { BEARER, serveHealth, TOKEN } from './serve';

const database = snapshot({
  ...{ name: 'database', status: 'degraded', reason: 'no answer from 10.0.0.7', ageSeconds: 12.5 },
  reading: {
    status: 'degraded',
    facts: {
      ...{ latency_ms: 3.21, server_version: '17.2', hit_ratio: null },
      replicas: { 'pg-1': { status: 'streaming', lag_bytes: 2048 }, 'pg-2': { status: 'missing', lag_bytes: null } },
      shards: [{ master: 'redis-0', slots: [[0, 8191]] }],
    },
  },
});
const snapshots = [ofPod({ name: 'app' }), database];

/** What a person reads: without tags, scripts and styles. */
const textOf = (body: string): string =>
  body
    .replace(/<(style|script)>.*?<\/\1>/gs, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

const mainOf = (body: string): string => /<main.*<\/main>/s.exec(body)?.[0] ?? '';

describe('without the token', () => {
  test('the page shows names and statuses, as words and not as colours only', async () => {
    const { ask } = await serveHealth({ snapshots });
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(textOf(mainOf(body))).toBe(' Degraded It is in service, and not all is well. app OK database Degraded ');
  });

  test.each([
    ['none', {}],
    ['a wrong one', { authorization: 'Bearer wrong' }],
    ['another scheme', { authorization: `Basic ${TOKEN}` }],
  ])(
    'nothing else: with %s there is no reason, address, version, pod or stack in all that is sent',
    async (_name, headers) => {
      const { ask } = await serveHealth({ snapshots });
      const { body } = await ask('/', headers);
      expect(body).not.toMatch(/10\.0\.0\.7|17\.2|redis-0|pg-1|my-shop|node-7|1\.2\.3|data-age="/);
    },
  );

  test('a token in the address opens nothing', async () => {
    const { ask } = await serveHealth({ snapshots });
    expect((await ask(`/?token=${TOKEN}`)).body).not.toContain('10.0.0.7');
  });

  test('without a token that is configured nothing opens it', async () => {
    const { ask } = await serveHealth({ snapshots, token: undefined });
    expect((await ask('/', BEARER)).body).not.toContain('10.0.0.7');
  });
});

describe('with the token', () => {
  test('the page shows who answers, and each component with reason, age, facts and tables', async () => {
    const { ask } = await serveHealth({ snapshots });
    const { body } = await ask('/', BEARER);
    const text = textOf(mainOf(body));
    expect(text).toContain('my-shop my-shop-backend-1 on node-7 health-sidecar 1.2.3');
    expect(text).toContain('database Degraded no answer from 10.0.0.7 Seen 12 s ago');
    expect(text).toContain('latency 3.2 ms');
    expect(text).toContain('hit ratio not known');
    expect(text).toContain('pg-1 streaming 2 KiB');
    expect(text).toContain('pg-2 missing not known');
    expect(body).toContain('data-age="12.5"');
    expect(body).toMatch(/aria-label="slots 0–8191"[^>]*>\s*<rect x="0" y="0" width="8192"/);
  });

  test('what a component says is text and never a part of the page', async () => {
    const evil = `<img src=x onerror=alert(1)>"'&`;
    const reading = {
      status: 'ok',
      facts: { [evil]: evil, list: [{ [evil]: evil }], record: { [evil]: { a: evil } } },
    } as const;
    const { ask } = await serveHealth({ snapshots: [snapshot({ name: evil, reason: evil, reading })] });
    for (const headers of [BEARER, {}]) {
      const { body } = await ask('/', headers);
      expect(body).not.toContain('<img');
      expect(mainOf(body)).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
    }
  });
});

describe('the policy', () => {
  test('lets run and look what is on the page, by its hash, and nothing else', async () => {
    const { ask } = await serveHealth({ snapshots });
    const { body, headers } = await ask('/', BEARER);
    const policy = String(headers['content-security-policy']);
    for (const [tag, directive] of [
      ['style', 'style-src'],
      ['script', 'script-src'],
    ] as const) {
      const found = [...body.matchAll(new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, 'gs'))];
      expect(found).toHaveLength(1);
      const hash = createHash('sha256')
        .update(found[0]?.[1] ?? '')
        .digest('base64');
      expect(policy).toContain(`${directive} 'sha256-${hash}'`);
    }
    expect(policy).not.toContain('unsafe');
    expect(body).not.toMatch(/ (style|on[a-z]+)=/);
    expect(body).not.toMatch(/(src|href)="(?!data:)/);
  });
});

test('without JavaScript it comes again by itself', async () => {
  const { ask } = await serveHealth({ snapshots });
  expect((await ask('/')).body).toMatch(/<noscript><meta http-equiv="refresh" content="3" ?\/?><\/noscript>/);
});

test.each([
  [{ isDraining: true }, 'Draining'],
  [{ snapshots: [ofPod({ name: 'app', status: 'down' as const })] }, 'Starting'],
  [{ snapshots: [ofPod({ name: 'app', status: 'down' as const, hasAnswered: true })] }, 'Not ready'],
  [{ overdueSeconds: 5 }, 'The sampler is stuck'],
])('%j is told as %s', async (world, text) => {
  const { ask } = await serveHealth(world);
  expect(textOf((await ask(PATHS.page)).body)).toContain(text);
});

describe('values in words', () => {
  test.each([
    ['latency_ms', 0.42, '420 µs'],
    ['latency_ms', 3.14159, '3.1 ms'],
    ['lag_seconds', 0, '0 s'],
    ['lag_seconds', 93.4, '93 s'],
    ['uptime_seconds', 7300, '2 h'],
    ['size_bytes', 0, '0 B'],
    ['size_bytes', 1_572_864, '1.5 MiB'],
    ['cpu_percent', 37.4, '37 %'],
    ['hit_ratio', 0.9712, '97.1 %'],
    ['keys', 48_211, '48,211'],
    ['load_average', [1.21, 0.9], '1.21, 0.9'],
    ['enabled', false, 'no'],
    ['lag_bytes', null, 'not known'],
  ])('%s %j is %s', (fact, value, text) => {
    expect(words(fact, value)).toBe(text);
  });

  test('a duration is told in the largest unit of which there are two', () => {
    expect([1.5, 119, 120, 7199, 7200, 172_800].map(duration)).toEqual([
      '1.5 s',
      '119 s',
      '2 min',
      '119 min',
      '2 h',
      '2 d',
    ]);
  });

  test('slots are read as pairs and as Redis writes them', () => {
    expect(slotRanges([[0, 5]])).toEqual([[0, 5]]);
    expect(slotRanges('0-5460 10923')).toEqual([
      [0, 5460],
      [10_923, 10_923],
    ]);
    expect([slotRanges(5461), slotRanges('none'), slotRanges([['a', 'b']])]).toEqual([undefined, undefined, undefined]);
  });
});
