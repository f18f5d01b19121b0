import type { NginxEdgeProps } from '../../../../constructs';
import { until } from '../../redis/cluster';
import { describeNginx } from '../describe';
import { startPods } from '../pods';
import { ask, ready, say } from './client';
import { startEdge } from './edge';

jest.setTimeout(30_000);

const STRANGER = '127.0.0.9';

const behind = async (realIp: NginxEdgeProps['realIp'], policy = {}) => {
  const [app] = await startPods('app');
  const props = { realIp, replicas: 1, autoscaling: { enabled: false } };
  const edge = await startEdge({ props, routes: [{ path: '/', to: 'app', policy }] }, { app: [app] });
  if (realIp?.proxyProtocol === true)
    await until('a pod is known', async () => (await proxied('192.0.2.1')).includes('200'));
  else await ready(edge.url, { from: '127.0.0.8' });
  /** The address that the app is told. */
  const told = async (headers: Record<string, string> = {}, from?: string) => {
    await ask(edge.url, { headers, from });
    const seen = app.requests.at(-1)?.headers;
    expect(seen?.['x-real-ip']).toBe(seen?.['x-forwarded-for']);
    return seen?.['x-forwarded-for'];
  };
  function proxied(address: string, more = '') {
    const head = `PROXY TCP4 ${address} 192.0.2.2 1000 80\r\n`;
    return say(edge.port, `${head}GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${more}\r\n`);
  }
  return { app, edge, told, proxied };
};

describeNginx('the address of a client', () => {
  test('is that of the connection, whatever the client says', async () => {
    const { told } = await behind({});
    expect(await told({ 'x-forwarded-for': '192.0.2.7', 'x-real-ip': '192.0.2.7' })).toBe('127.0.0.1');
    expect(await told({ forwarded: 'for=192.0.2.7' }, STRANGER)).toBe(STRANGER);
  });

  test('is what stands in front of the edge says, and not what strangers say', async () => {
    const { told } = await behind({ from: ['127.0.0.1'] });
    expect(await told({ 'x-forwarded-for': '192.0.2.7' })).toBe('192.0.2.7');
    expect(await told({ 'x-forwarded-for': '192.0.2.7' }, STRANGER)).toBe(STRANGER);
    expect(await told({ 'x-forwarded-for': '2001:db8::7' })).toBe('2001:db8::7');
    expect(await told({})).toBe('127.0.0.1');
    expect(await told({ 'x-forwarded-for': 'nonsense' })).toBe('127.0.0.1');
  });

  test('is the last one that is not in front itself', async () => {
    const { told } = await behind({ from: ['127.0.0.1', '10.0.0.0/8'] });
    expect(await told({ 'x-forwarded-for': '192.0.2.7, 10.1.1.1, 10.2.2.2' })).toBe('192.0.2.7');
    // What the client said itself stands further left.
    expect(await told({ 'x-forwarded-for': '1.1.1.1, 192.0.2.7, 10.1.1.1' })).toBe('192.0.2.7');
  });

  test('is in the header of the values', async () => {
    const { told } = await behind({ from: ['127.0.0.1'], header: 'CF-Connecting-IP' });
    expect(await told({ 'cf-connecting-ip': '192.0.2.7', 'x-forwarded-for': '1.1.1.1' })).toBe('192.0.2.7');
  });

  test('comes by the PROXY protocol, from what is in front', async () => {
    const { app, edge, proxied } = await behind({ from: ['127.0.0.1'], proxyProtocol: true });
    expect(await proxied('192.0.2.7', 'X-Forwarded-For: 1.1.1.1\r\n')).toMatch(/^HTTP\/1\.1 200 /);
    expect(app.requests.at(-1)?.headers['x-real-ip']).toBe('192.0.2.7');
    // Who does not speak it is not heard.
    const before = app.requests.length;
    await say(edge.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(app.requests).toHaveLength(before);
    // The kubelet does not either.
    expect((await ask(`${edge.statusUrl}/ready`)).status).toBe(204);
  });

  test('by the PROXY protocol is believed from nobody else', async () => {
    const { app, proxied } = await behind({ from: ['10.0.0.0/8'], proxyProtocol: true });
    await proxied('192.0.2.7');
    expect(app.requests.at(-1)?.headers['x-real-ip']).toBe('127.0.0.1');
  });

  test('is what limits are for', async () => {
    const rateLimit = { requests: 1, per: 'minute', burst: 0 };
    const { edge } = await behind({ from: ['127.0.0.1'] }, { rateLimit });
    const statuses = [];
    for (const client of ['192.0.2.1', '192.0.2.2', '192.0.2.1']) {
      statuses.push((await ask(edge.url, { headers: { 'x-forwarded-for': client } })).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
    const spoofed = [];
    for (const client of ['192.0.2.3', '192.0.2.4']) {
      spoofed.push((await ask(edge.url, { from: STRANGER, headers: { 'x-forwarded-for': client } })).status);
    }
    expect(spoofed).toEqual([200, 429]);
  });
});
