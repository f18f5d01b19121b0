import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { connect as overHttp2 } from 'node:http2';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import type { NginxEdgeProps } from '../../../../constructs';
import { until } from '../../redis/cluster';
import { describeNginx } from '../describe';
import { startPods } from '../pods';
import { ask, ready } from './client';
import { startEdge } from './edge';

jest.setTimeout(30_000);

const secured = async (tls: NginxEdgeProps['tls'], more: NginxEdgeProps = {}, replace: Record<string, string> = {}) => {
  const [app] = await startPods('app');
  const edge = await startEdge(
    { props: { ...more, tls: { at: 'edge', ...tls } }, routes: [{ path: '/', to: 'app' }] },
    { app: [app] },
    replace,
  );
  const atEdge = tls?.at === undefined || tls.at === 'edge';
  // Over http a redirect would be answered at once, without a pod.
  await ready(atEdge ? edge.httpsUrl : edge.url, { headers: { 'x-forwarded-proto': 'https' } });
  return { app, edge };
};

/** Shakes hands. @returns what was agreed on, or why nothing was */
async function shake(port: number, options: ConnectionOptions) {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
  try {
    await once(socket, 'secureConnect');
    return { version: socket.getProtocol(), cipher: socket.getCipher().standardName, alpn: socket.alpnProtocol };
  } catch (error) {
    return { refused: (error as NodeJS.ErrnoException).code ?? (error as Error).message };
  } finally {
    socket.destroy();
  }
}
/** At the level of security 0 Node.js itself speaks old versions. */
const only = (version: ConnectionOptions['minVersion'], ciphers = 'ALL:@SECLEVEL=0') => ({
  ...{ minVersion: version, maxVersion: version, ciphers },
});

describeNginx('https at the edge', () => {
  test('is TLS 1.2 and 1.3, and nothing older', async () => {
    const { edge } = await secured({});
    const port = edge.portOf('TLS');
    expect(await shake(port, only('TLSv1.3'))).toMatchObject({ version: 'TLSv1.3' });
    expect(await shake(port, only('TLSv1.2'))).toMatchObject({ version: 'TLSv1.2' });
    for (const version of ['TLSv1.1', 'TLSv1'] as const) {
      expect(await shake(port, only(version))).toEqual({ refused: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
    }
  });

  test('is TLS 1.3 alone by value', async () => {
    const { edge } = await secured({ minVersion: '1.3' });
    const port = edge.portOf('TLS');
    expect(await shake(port, only('TLSv1.2'))).toEqual({ refused: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
    expect(await shake(port, {})).toMatchObject({ version: 'TLSv1.3' });
  });

  test.each([
    ['without forward secrecy', 'AES128-GCM-SHA256:AES256-SHA'],
    ['of CBC', 'ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA384'],
    ['without encryption', 'eNULL:@SECLEVEL=0'],
  ])('takes no ciphers %s', async (_, ciphers) => {
    const { edge } = await secured({});
    expect(await shake(edge.portOf('TLS'), only('TLSv1.2', ciphers))).toEqual({
      refused: expect.stringMatching(/HANDSHAKE_FAILURE/) as string,
    });
  });

  test('speaks HTTP/2 to who can, and HTTP/1.1 to others', async () => {
    const { app, edge } = await secured({});
    const agreed = async (...ALPNProtocols: string[]) => {
      const found = await shake(edge.portOf('TLS'), { ALPNProtocols });
      return 'alpn' in found ? found.alpn : found;
    };
    expect(await agreed('h2', 'http/1.1')).toBe('h2');
    expect(await agreed('http/1.1')).toBe('http/1.1');

    const session = overHttp2(edge.httpsUrl, { rejectUnauthorized: false });
    const stream = session.request({ ':path': '/over-h2' });
    const [headers] = (await once(stream, 'response')) as [Record<string, string>];
    stream.resume();
    await once(stream, 'end');
    session.close();
    expect(headers).toMatchObject({ ':status': 200, 'x-upstream': 'app' });
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect(app.requests.at(-1)).toMatchObject({ url: '/over-h2', headers: { 'x-forwarded-proto': 'https' } });
  });

  test('is where http leads to, with the method and the query kept', async () => {
    const { app, edge } = await secured({});
    const before = app.requests.length;
    const answer = await ask(`${edge.url}/a?b=%20c`, {
      method: 'POST',
      body: 'x',
      headers: { host: 'shop.test:8080' },
    });
    expect([answer.status, answer.headers.location]).toEqual([308, 'https://shop.test/a?b=%20c']);
    expect(answer.headers).not.toHaveProperty('strict-transport-security');
    expect(app.requests).toHaveLength(before);
  });

  test('may be beside http', async () => {
    const { app, edge } = await secured({ redirect: false });
    expect((await ask(edge.url)).status).toBe(200);
    expect(app.requests.at(-1)?.headers['x-forwarded-proto']).toBe('http');
  });

  test('says for how long browsers come by it, with names below by value', async () => {
    const { edge } = await secured({ hsts: { days: 1, subdomains: true } });
    expect((await ask(edge.httpsUrl)).all['strict-transport-security']).toEqual(['max-age=86400; includeSubDomains']);
  });

  test('has a new certificate without a reload', async () => {
    const { edge } = await secured({}, {}, { 'valid=60s': 'valid=1s' });
    const named = async () => {
      const socket: TLSSocket = connect({ port: edge.portOf('TLS'), host: '127.0.0.1', rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const { CN } = socket.getPeerCertificate().subject;
      socket.destroy();
      return CN;
    };
    expect(await named()).toBe('localhost');
    const workers = edge.workers();
    const renewed = await generate([{ name: 'commonName', value: 'renewed' }], { keyType: 'ec', algorithm: 'sha256' });
    // As other files in their place: so are those of a Secret.
    for (const [name, text] of [
      ['tls.crt', renewed.cert],
      ['tls.key', renewed.private],
    ] as const) {
      const path = join(edge.dir, 'scaleout/edge-tls', name);
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
    }
    await until('the new one is used', async () => (await named()) === 'renewed', 10_000);
    // By all workers, and not by one of them.
    for (let index = 0; index < 20; index += 1)
      await until('it stays', async () => (await named()) === 'renewed', 2000);
    expect(edge.workers()).toEqual(workers);
  });
});

describeNginx('https in front of the edge', () => {
  const from = ['127.0.0.1'];
  const said = { 'x-forwarded-proto': 'https' };

  test('is believed from what is in front alone', async () => {
    const { app, edge } = await secured({ at: 'front' }, { realIp: { from } });
    const believed = await ask(edge.url, { headers: said });
    expect([believed.status, believed.all['strict-transport-security']]).toEqual([200, ['max-age=31536000']]);
    expect(app.requests.at(-1)?.headers['x-forwarded-proto']).toBe('https');
    for (const question of [
      { headers: said, from: '127.0.0.9' },
      { headers: { ...said, 'x-forwarded-for': '127.0.0.1' }, from: '127.0.0.9' },
      { headers: { 'x-forwarded-proto': 'http' } },
      { headers: { 'x-forwarded-proto': 'gopher' } },
      {},
    ]) {
      expect((await ask(edge.url, question)).status).toBe(308);
    }
  });

  test('is believed for clients that are far away', async () => {
    const { app, edge } = await secured({ at: 'front' }, { realIp: { from } });
    expect((await ask(edge.url, { headers: { ...said, 'x-forwarded-for': '192.0.2.7' } })).status).toBe(200);
    expect(app.requests.at(-1)?.headers).toMatchObject({ 'x-forwarded-for': '192.0.2.7', ...said });
  });

  test('is believed from nobody where TLS ends nowhere', async () => {
    const { app, edge } = await secured({ at: 'none' }, { realIp: { from } });
    expect((await ask(edge.url, { headers: said })).status).toBe(200);
    expect(app.requests.at(-1)?.headers['x-forwarded-proto']).toBe('http');
  });
});
