import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { html, trusted } from '../../../services/demo-web/src/html';
import { demoWeb } from '../../../services/demo-web/src/service';
import { serve } from '../in-process';

const web = (env: NodeJS.ProcessEnv = {}) => serve(demoWeb, { LOG_LEVEL: 'silent', HOSTNAME: 'web-1', ...env });

/** The page of a web pod whose API says `body`, and `stack` of what is behind it; `cookie` is the browser's. */
async function pageFor(body: string, stack?: object, cookie = '') {
  const seen: { path?: string; cookie?: string }[] = [];
  const server = createServer((request, response) => {
    seen.push({ path: request.url, cookie: request.headers.cookie });
    if (request.url !== '/api/v1/stack') response.end(body);
    else if (stack === undefined) response.writeHead(404).end('{}');
    else response.end(JSON.stringify(stack));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { ask } = await web({ BACKEND_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const page = await ask('/stack', { headers: { cookie } });
  server.close();
  return { ...page, seen };
}

const hello = JSON.stringify({ service: 'demo-api', version: '1.0.0', pod: 'api-7' });
const whole = {
  ...{ service: 'demo-api', version: '1.0.0', pod: 'api-8' },
  leader: { state: 'answered', server: '10.0.0.1', inRecovery: false, behindSeconds: 0 },
  replica: { state: 'answered', server: '10.0.0.2', inRecovery: true, behindSeconds: 1.5 },
  redis: { state: 'answered', ms: 2 },
  session: { state: 'answered', name: 'ann', requests: 7 },
};
/** What the page says in its fields, in their order. */
const podsOn = ({ body }: { body: string }) => [...body.matchAll(/class="pod">([^<]*)</g)].map((match) => match[1]);

test('the page names every part of the stack that answered, after the pods', async () => {
  const page = await pageFor(hello, whole);
  expect(podsOn(page)).toEqual(['web-1', 'api-8', '10.0.0.1', '10.0.0.2', 'Answered', 'ann']);
  for (const told of ['The primary', 'A replica, 1.5 s behind', '7 requests, over all pods']) {
    expect(page.body).toContain(told);
  }
});

test('a part that is down or missing is told so, and the others are shown', async () => {
  const page = await pageFor(hello, {
    ...whole,
    ...{ leader: { state: 'unreachable' }, redis: { state: 'none' }, session: { state: 'answered', name: null } },
  });
  expect(podsOn(page)).toEqual(['web-1', 'api-8', 'Not reachable', '10.0.0.2', 'Not connected', 'None begun']);
});

test('an API that knows nothing of a stack costs nothing but that part of the page', async () => {
  const page = await pageFor(hello);
  expect([page.status, podsOn(page)]).toEqual([200, ['web-1', 'api-7']]);
});

test('markup in what the stack says stays text', async () => {
  const page = await pageFor(hello, { ...whole, pod: '<script>', session: { ...whole.session, name: '<img src=x>' } });
  expect(page.body).not.toMatch(/<script|<img/);
});

test('of all cookies only that of the session is handed on to the API', async () => {
  const cookies = 'a=b; __Host-demo-session=token; c=d';
  const { seen } = await pageFor(hello, undefined, cookies);
  expect(seen).toEqual([{ path: '/api/v1/stack', cookie: '__Host-demo-session=token' }, { path: '/api/v1/hello' }]);
});

test('the first page asks the API alone, and leads to the one that asks all', async () => {
  const { ask } = await web();
  const { body } = await ask('/');
  expect([podsOn({ body }).length, body.includes('href="/stack"')]).toEqual([2, true]);
});

test('an API that says all at once is asked once', async () => {
  const { seen } = await pageFor(hello, whole);
  expect(seen.map(({ path }) => path)).toEqual(['/api/v1/stack']);
});

test('the icon is a file that may be kept for ever, under a name made of what is in it', async () => {
  const { ask } = await web();
  const path = /<link rel="icon" href="([^"]+)"/.exec((await ask('/')).body)?.[1] ?? '';
  expect(path).toMatch(/^\/_next\/static\/[0-9a-f]{16}\/icon\.svg$/);
  const icon = await ask(path);
  expect([icon.status, icon.headers['content-type']]).toEqual([200, 'image/svg+xml']);
  expect(icon.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'",
  });
  expect(createHash('sha256').update(icon.body).digest('hex')).toContain(path.split('/')[3]);
});

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
