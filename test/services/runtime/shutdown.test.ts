import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { addressOf, start } from '../child';
import { get, until } from '../request';

jest.setTimeout(60_000);

const fixture = 'test/services/fixtures/slow-service.ts';

describe('a service that gets SIGTERM', () => {
  test('turns unready at once, finishes the request under way, closes connections and exits with 0', async () => {
    const service = start(fixture, { SHUTDOWN_DELAY_SECONDS: '3', SHUTDOWN_GRACE_SECONDS: '50' });
    const address = await addressOf(service);
    const agent = new Agent({ keepAlive: true });
    expect((await get(`${address}/health/ready`, { agent })).headers.connection).toBe('keep-alive');

    const slow = get(`${address}/slow`);
    await service.line(/slow request began/);
    service.kill('SIGTERM');

    const unready = await until(
      () => get(`${address}/health/ready`),
      ({ status }) => status === 503,
    );
    expect(unready.headers.connection).toBe('close');
    expect(JSON.parse(unready.body)).toEqual({ status: 'draining' });
    expect((await get(`${address}/health/live`)).status).toBe(200);
    expect((await get(`${address}/health/startup`)).status).toBe(200);
    expect((await get(`${address}/nothing`, { agent })).headers.connection).toBe('close');

    service.tell('go on');
    expect(await slow).toMatchObject({ status: 200, body: '{"done":true}', headers: { connection: 'close' } });
    expect(await service.exit).toMatchObject({ code: 0 });
  });

  test('closes idle keep-alive connections, and those that never sent a request', async () => {
    const service = start(fixture, { SHUTDOWN_DELAY_SECONDS: '0', SHUTDOWN_GRACE_SECONDS: '50' });
    const { hostname, port } = new URL(await addressOf(service));
    const idle = connect(Number(port), hostname);
    idle.write('GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n');
    await once(idle, 'data');
    const silent = connect(Number(port), hostname);
    await once(silent, 'connect');
    const closed = Promise.all([
      once(idle, 'close'),
      once(
        silent.on('error', () => undefined),
        'close',
      ),
    ]);

    service.kill('SIGTERM');

    await closed;
    expect(await service.exit).toMatchObject({ code: 0 });
  });

  test('exits with 1 when a request had to be cut', async () => {
    const service = start(fixture, { SHUTDOWN_DELAY_SECONDS: '0', SHUTDOWN_GRACE_SECONDS: '1' });
    const slow = get(`${await addressOf(service)}/slow`);
    const cut = expect(slow).rejects.toThrow();
    await service.line(/slow request began/);

    service.kill('SIGTERM');

    await cut;
    expect(await service.line(/shutdown took too long/)).toContain('"requestsInFlight":1');
    expect(await service.exit).toMatchObject({ code: 1 });
  });

  test('is cut by a second signal', async () => {
    const service = start(fixture, { SHUTDOWN_DELAY_SECONDS: '40', SHUTDOWN_GRACE_SECONDS: '50' });
    await addressOf(service);
    service.kill('SIGTERM');
    await service.line(/"stopping"/);
    service.kill('SIGTERM');
    expect(await service.exit).toMatchObject({ code: 1 });
  });
});

test('SIGINT stops without the delay that only proxies need', async () => {
  const service = start(fixture, { SHUTDOWN_DELAY_SECONDS: '300', SHUTDOWN_GRACE_SECONDS: '301' });
  await addressOf(service);
  service.kill('SIGINT');
  expect(await service.exit).toMatchObject({ code: 0 });
});

test('a service whose configuration is wrong says so on standard error and exits with 1', async () => {
  const { code, stderr } = await start('services/demo-web/src/main.ts', { PORT: 'eighty', BACKEND_URL: 'backend' })
    .exit;
  expect(code).toBe(1);
  expect(stderr).toContain('PORT ("eighty") must be a whole number from 0 to 65535');
  expect(stderr).toContain('BACKEND_URL ("backend") must be an http:// or https:// address');
});

test('a service whose port is taken exits with 1', async () => {
  const first = start(fixture, { SHUTDOWN_DELAY_SECONDS: '0' });
  const { port } = new URL(await addressOf(first));
  const { code, stderr } = await start(fixture, { PORT: port }).exit;
  expect(code).toBe(1);
  expect(stderr).toContain('EADDRINUSE');
  first.kill('SIGTERM');
  expect(await first.exit).toMatchObject({ code: 0 });
});
