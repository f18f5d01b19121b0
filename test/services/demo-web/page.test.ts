import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { html, trusted } from '../../../services/demo-web/src/html';
import { demoWeb } from '../../../services/demo-web/src/service';
import { serve } from '../in-process';

const web = (env: NodeJS.ProcessEnv = {}) => serve(demoWeb, { LOG_LEVEL: 'silent', HOSTNAME: 'web-1', ...env });

/** The page of a web pod whose API says `body`. */
async function pageFor(body: string) {
  const server = createServer((_request, response) => response.end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { ask } = await web({ BACKEND_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const page = await ask('/');
  server.close();
  return page;
}

test('the page names the web pod and the API pod that answered', async () => {
  const page = await pageFor(JSON.stringify({ service: 'demo-api', version: '1.0.0', pod: 'api-7' }));
  expect(page.status).toBe(200);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.body).toContain('web-1');
  expect(page.body).toContain('api-7');
});

test('a hostile backend cannot put markup on the page', async () => {
  const attack = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`;
  const page = await pageFor(JSON.stringify({ service: attack, version: attack, pod: attack }));
  expect(page.status).toBe(200);
  expect(page.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;&lt;img');
  expect(page.body).not.toMatch(/<script|<img/);
});

test('a hostile request id cannot put markup on the page', async () => {
  const { ask } = await web();
  const page = await ask('/', { headers: { 'x-request-id': '<script>' } });
  expect(page.body).not.toContain('<script');
});

test('when the backend is not reachable the page still answers 200, says so, and keeps the reason to itself', async () => {
  const { ask } = await web({ BACKEND_URL: 'http://127.0.0.1:1' });
  const page = await ask('/');
  expect(page.status).toBe(200);
  expect(page.body).toContain('Not reachable');
  expect(page.body).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|bad port/);
});

test('without BACKEND_URL the page says that it is not connected', async () => {
  const { ask } = await web();
  expect((await ask('/')).body).toContain('Not connected');
});

test('it listens on port 3000 unless told otherwise', () => {
  expect(demoWeb.port).toBe(3000);
});

test('the security policy allows the style sheet of the page by its hash, and no scripts', async () => {
  const { ask } = await web();
  const { body, headers } = await ask('/');
  const style = /<style>([^]*?)<\/style>/.exec(body)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(headers['content-security-policy']).toContain(`style-src 'sha256-${hash}'`);
  expect(headers['content-security-policy']).toMatch(/^default-src 'none';/);
  expect(body).not.toMatch(/ style=|<script/);
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
  });
});

test('the page has what screen readers and phones need', async () => {
  const { ask } = await web();
  const { body } = await ask('/');
  expect(body).toContain('<html lang="en">');
  expect(body).toContain('name="viewport" content="width=device-width, initial-scale=1"');
  expect(body).toMatch(/<title>[^<]+<\/title>/);
  expect(body.match(/<h1>/g)).toHaveLength(1);
  expect(body).toContain('prefers-color-scheme: dark');
});

test('templates escape texts and numbers, and leave markup of their own as it is', () => {
  expect(html`<p title="${'"&\'`'}">${'<b>'}${1}${trusted('<i></i>')}${html`<u>${'>'}</u>`}</p>`.toString()).toBe(
    '<p title="&quot;&amp;&#39;&#96;">&lt;b&gt;1<i></i><u>&gt;</u></p>',
  );
});
