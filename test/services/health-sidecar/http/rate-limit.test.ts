import { PATHS } from '@scaleout/health-contract';
import { RateLimit } from '../../../../services/health-sidecar/src/http/rate-limit';
import { BEARER, serveHealth } from './serve';

const limitOf = () => {
  const clock = { ms: 0 };
  return { clock, limit: new RateLimit(() => clock.ms) };
};

describe('the bucket of an address', () => {
  test('holds two seconds of the rate, and fills with it', () => {
    const { clock, limit } = limitOf();
    const taken = Array.from({ length: 21 }, () => limit.take('10.0.0.1', 10));
    expect(taken.slice(0, 20).every((wait) => wait === 0)).toBe(true);
    expect(taken[20]).toBeCloseTo(0.1);
    clock.ms = 100;
    expect([limit.take('10.0.0.1', 10), limit.take('10.0.0.1', 10) > 0]).toEqual([0, true]);
  });

  test('is its own', () => {
    const { limit } = limitOf();
    expect([limit.take('10.0.0.1', 0.1), limit.take('10.0.0.2', 0.1)]).toEqual([0, 0]);
    expect(limit.take('10.0.0.1', 0.1)).toBeCloseTo(10);
  });

  test.each([
    ['10.0.0.1', '::ffff:10.0.0.1'],
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::7'],
    ['fe80::1%eth0', 'fe80::2'],
  ])('of %s is that of %s', (one, other) => {
    const { limit } = limitOf();
    expect(limit.take(one, 0.1)).toBe(0);
    expect(limit.take(other, 0.1)).toBeGreaterThan(0);
  });

  test('of another network is another', () => {
    const { limit } = limitOf();
    expect([limit.take('2001:db8:1:2::1', 0.1), limit.take('2001:db8:1:3::1', 0.1)]).toEqual([0, 0]);
  });

  test('is forgotten when there are too many, the oldest first', () => {
    const { limit } = limitOf();
    limit.take('me', 0.1);
    for (let i = 0; i < 4095; i += 1) limit.take(`other-${i}`, 0.1);
    limit.take('me', 0.1);
    for (let i = 0; i < 20_000; i += 1) limit.take(`more-${i}`, 0.1);
    expect(limit.addresses).toBe(4096);
    expect(limit.take('me', 0.1)).toBe(0);
  });
});

describe('the server', () => {
  const limits = { requestsPerSecond: 0.1 };

  test.each([PATHS.deep, PATHS.replication, PATHS.info, PATHS.page])(
    'limits %s, and says when to come again',
    async (path) => {
      const { ask } = await serveHealth({ configuration: { limits } });
      await ask(path, BEARER);
      const { status, headers, json } = await ask(path, BEARER);
      expect(status).toBe(429);
      expect(json).toMatchObject({ code: 'RATE_LIMITED' });
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect((await ask(PATHS.metrics)).body).toContain('sidecar_http_refused_total{reason="rate"} 1\n');
    },
  );

  test('counts wrong tokens too, so that they cannot be guessed', async () => {
    const { ask } = await serveHealth({ configuration: { limits } });
    await ask(PATHS.deep, { authorization: 'Bearer wrong' });
    expect((await ask(PATHS.deep, BEARER)).status).toBe(429);
  });

  test.each([PATHS.liveness, PATHS.readiness, PATHS.startup, PATHS.metrics, PATHS.prometheus])(
    'never limits %s',
    async (path) => {
      const { ask } = await serveHealth({ configuration: { limits } });
      const statuses = new Set<number | undefined>();
      for (let i = 0; i < 50; i += 1) statuses.add((await ask(path)).status);
      expect([...statuses]).toEqual([200]);
    },
  );
});
