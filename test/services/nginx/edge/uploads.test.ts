import { describeNginx } from '../describe';
import { startPods } from '../pods';
import { until } from '../../redis/cluster';
import { ask, dial, heard, ready } from './client';
import { startEdge, type TestRoute } from './edge';

jest.setTimeout(30_000);

const MEBI = 1024 * 1024;

const taking = async (policy: TestRoute['policy']) => {
  const [app] = await startPods('app');
  const props = { limits: { bodySeconds: 1 } };
  const edge = await startEdge({ props, routes: [{ path: '/', to: 'app', policy }] }, { app: [app] });
  await ready(edge.url);
  return { app, edge };
};
const post = (path: string, length: number, more = '') =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n${more}\r\n`;

describeNginx('bodies of requests at the edge', () => {
  test.each([true, false])('come to the app whole, up to the limit (buffered: %s)', async (bufferUploads) => {
    const { app, edge } = await taking({ bodyMegabytes: 8, bufferUploads });
    const { status } = await ask(edge.url, { method: 'POST', body: Buffer.alloc(8 * MEBI, 'x') });
    expect([status, app.requests.at(-1)?.bytes]).toEqual([200, 8 * MEBI]);
  });

  test.each([true, false])(
    'are refused above the limit, before they are sent (buffered: %s)',
    async (bufferUploads) => {
      const { app, edge } = await taking({ bodyMegabytes: 1, bufferUploads });
      const before = app.requests.length;
      const socket = dial(edge.port, post('/', MEBI + 1));
      const answer = heard(socket);
      await until('it is answered', () => socket.bytesRead > 0);
      socket.destroy();
      expect(await answer).toMatch(/^HTTP\/1\.1 413 [^]*"status":413/);
      expect(app.requests).toHaveLength(before);
    },
  );

  test('are refused above the limit where their length is not told', async () => {
    const { app, edge } = await taking({ bodyMegabytes: 1 });
    const before = app.requests.length;
    const chunk = `${MEBI.toString(16)}\r\n${'x'.repeat(MEBI)}\r\n`;
    const socket = dial(edge.port, `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`);
    const answer = heard(socket);
    await until('it is answered', () => socket.bytesRead > 0);
    socket.destroy();
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(app.requests).toHaveLength(before);
  });

  test('have no limit where it is 0', async () => {
    const { app, edge } = await taking({ bodyMegabytes: 0, bufferUploads: false });
    const { status } = await ask(edge.url, { method: 'POST', body: Buffer.alloc(20 * MEBI, 'x') });
    expect([status, app.requests.at(-1)?.bytes]).toEqual([200, 20 * MEBI]);
  });

  test('that are slow keep no app busy, and are ended', async () => {
    const { app, edge } = await taking({});
    const before = app.requests.length;
    const answer = await heard(dial(edge.port, `${post('/', 10)}x`));
    expect(answer).toMatch(/^(HTTP\/1\.1 408 [^]*)?$/);
    expect(app.requests).toHaveLength(before);
  });

  test('that are sent on as they come are ended too when they are slow', async () => {
    const { edge } = await taking({ bufferUploads: false });
    expect(await heard(dial(edge.port, `${post('/', 10)}x`))).toMatch(/^(HTTP\/1\.1 408 [^]*)?$/);
  });

  test('are taken after the edge has said so to who waits for that', async () => {
    const { edge } = await taking({});
    const socket = dial(edge.port, post('/', 1, 'Expect: 100-continue\r\nConnection: close\r\n'));
    const answer = heard(socket);
    await until('it says so', () => socket.bytesRead > 0);
    socket.write('x');
    expect(await answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  });

  test('change nothing of what the edge answers when the app is gone', async () => {
    const { app, edge } = await taking({});
    await app.close();
    const answer = await ask(edge.url, { method: 'POST', body: Buffer.alloc(3 * MEBI, 'x') });
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([502, { error: { status: 502 } }]);
  });
});
