import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { until } from '../redis/cluster';
import { get } from '../request';
import { startUpstream, type Echo } from './upstream';

jest.setTimeout(30_000);

const urlOf = ({ address }: { readonly address: string }, path = '/') => `http://${address}${path}`;

describe('an upstream of tests', () => {
  test('says who it is and what it was asked, and counts', async () => {
    const upstream = await startUpstream({ name: 'a' });
    await get(urlOf(upstream));
    const { headers, body } = await get(urlOf(upstream, '/x?y=1'), { headers: { 'x-mine': 'z' } });
    expect(headers['x-upstream']).toBe('a');
    expect(JSON.parse(body) as Echo).toMatchObject({
      ...{ name: 'a', count: 2, method: 'GET', url: '/x?y=1', bytes: 0 },
      headers: { 'x-mine': 'z' },
    });
    expect(upstream.requests.map(({ url }) => url)).toEqual(['/', '/x?y=1']);
  });

  test('counts the bytes of a body', async () => {
    const upstream = await startUpstream({ name: 'a' });
    const sent = request(urlOf(upstream), { method: 'POST' }).end('x'.repeat(300_000));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    expect(upstream.requests).toMatchObject([{ method: 'POST', bytes: 300_000 }]);
  });

  test('answers as it is told: status, headers, cookies, body, by the request', async () => {
    const upstream = await startUpstream({ name: 'a' });
    upstream.behave(({ url }) =>
      url === '/bad' ? { status: 503, headers: { 'retry-after': '1', 'set-cookie': ['a=1', 'b=2'] }, body: 'no' } : {},
    );
    const { status, headers, body } = await get(urlOf(upstream, '/bad'));
    expect([status, headers['retry-after'], headers['set-cookie'], body]).toEqual([503, '1', ['a=1', 'b=2'], 'no']);
    expect((await get(urlOf(upstream))).status).toBe(200);
  });

  test('is slow when told so', async () => {
    const upstream = await startUpstream({ name: 'a' });
    upstream.behave({ delayMs: 200 });
    const begin = performance.now();
    await get(urlOf(upstream));
    expect(performance.now() - begin).toBeGreaterThanOrEqual(199);
  });

  test('closes the connection before its answer, or in the middle of it', async () => {
    const upstream = await startUpstream({ name: 'a' });
    upstream.behave({ cut: 'before' });
    await expect(get(urlOf(upstream))).rejects.toThrow('socket hang up');
    upstream.behave({ cut: 'middle', body: 'abcd' });
    const sent = request(urlOf(upstream)).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const received: string[] = [];
    response.setEncoding('utf8').on('data', (each: string) => received.push(each));
    await expect(once(response, 'end')).rejects.toThrow('aborted');
    expect([response.headers['content-length'], received]).toEqual(['4', ['ab']]);
    expect(upstream.requests).toHaveLength(2);
  });

  test('takes a WebSocket, and sends back what comes over it', async () => {
    const upstream = await startUpstream({ name: 'a' });
    // The key and the answer of the example in RFC 6455.
    const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
    const [response, socket] = (await once(request(urlOf(upstream), { headers }).end(), 'upgrade')) as [
      IncomingMessage,
      Duplex,
    ];
    expect([response.statusCode, response.headers['sec-websocket-accept']]).toEqual([
      101,
      's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
    ]);
    socket.write('ping');
    expect(String((await once(socket, 'data'))[0])).toBe('ping');
    await upstream.close();
    await once(socket, 'close');
  });

  test('drained, it answers what it has and takes nothing new; closed, it breaks it', async () => {
    const upstream = await startUpstream({ name: 'a' });
    upstream.behave({ delayMs: 200, body: 'late' });
    const answer = get(urlOf(upstream));
    await until('it is asked', () => upstream.requests.length > 0);
    const drained = upstream.drain();
    await expect(once(connect(upstream.port, upstream.host), 'connect')).rejects.toThrow('ECONNREFUSED');
    expect((await answer).body).toBe('late');
    await drained;

    const other = await startUpstream({ name: 'b' });
    other.behave({ delayMs: 60_000 });
    const broken = expect(get(urlOf(other))).rejects.toThrow('socket hang up');
    await until('it is asked', () => other.requests.length > 0);
    await other.close();
    await broken;
    expect(other.connections()).toBe(0);
  });
});
