import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { get } from '../request';
import { describeNginx } from './describe';
import { startNginx } from './nginx';
import { startUpstream, type Behaviour } from './upstream';

jest.setTimeout(30_000);

describeNginx('a limit of requests', () => {
  test('lets the burst pass, and answers 429 with Retry-After beyond it', async () => {
    const upstream = await startUpstream({ name: 'a' });
    const nginx = await startNginx({
      conf: `
        events {}
        http {
          limit_req_zone $binary_remote_addr zone=login:1m rate=5r/m;
          limit_req_status 429;
          server {
            listen __PORT__;
            location / {
              limit_req zone=login burst=3 nodelay;
              error_page 429 @limited;
              proxy_pass http://${upstream.address};
            }
            location @limited { internal; add_header Retry-After 12 always; return 429; }
          }
        }`,
    });
    const answers = [];
    for (let index = 0; index < 6; index += 1) answers.push(await get(nginx.url));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
    expect(answers.map(({ headers }) => headers['retry-after']).slice(3)).toEqual([undefined, '12', '12']);
    expect(upstream.requests).toHaveLength(4);
    expect(nginx.errorLog()).toMatch(/limiting requests, excess: .* by zone "login"/);
  });
});

describeNginx('a cache', () => {
  const cached = async () => {
    const upstream = await startUpstream({ name: 'a' });
    const nginx = await startNginx({
      conf: `
        events {}
        http {
          proxy_cache_path __DIR__/cache keys_zone=pages:1m use_temp_path=off;
          server {
            listen __PORT__;
            location / {
              proxy_cache pages;
              proxy_cache_lock on;
              proxy_cache_bypass $http_authorization;
              proxy_no_cache $http_authorization;
              proxy_cache_use_stale error timeout updating http_503;
              proxy_cache_background_update on;
              proxy_pass http://${upstream.address};
              add_header X-Cache-Status $upstream_cache_status always;
            }
          }
        }`,
    });
    const ask = async (path: string, headers: Record<string, string> = {}) => {
      const answer = await get(`${nginx.url}${path}`, { headers });
      return [answer.status, answer.headers['x-cache-status'], answer.body];
    };
    return { upstream, nginx, ask };
  };

  test('has an answer once and gives it again, and is gone past with Authorization', async () => {
    const { upstream, ask } = await cached();
    upstream.behave({ headers: { 'cache-control': 'max-age=60' }, body: 'first' });
    expect(await ask('/')).toEqual([200, 'MISS', 'first']);
    upstream.behave({ headers: { 'cache-control': 'max-age=60' }, body: 'mine' });
    expect(await ask('/', { authorization: 'Bearer x' })).toEqual([200, 'BYPASS', 'mine']);
    expect(await ask('/')).toEqual([200, 'HIT', 'first']);
    expect(upstream.requests).toHaveLength(2);
  });

  test('keeps nothing that sets a cookie or is private', async () => {
    const { upstream, ask } = await cached();
    const secret: Behaviour['headers'][] = [
      { 'cache-control': 'max-age=60', 'set-cookie': 'a=1' },
      { 'cache-control': 'private' },
    ];
    for (const headers of secret) {
      upstream.behave({ headers });
      expect((await ask('/private'))[1]).toBe('MISS');
      expect((await ask('/private'))[1]).toBe('MISS');
    }
    expect(upstream.requests).toHaveLength(4);
  });

  test('asks once for many at the same time', async () => {
    const { upstream, ask } = await cached();
    upstream.behave({ headers: { 'cache-control': 'max-age=60' }, delayMs: 200, body: 'one' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/')));
    expect(answers.map(([status, , body]) => [status, body])).toEqual(Array.from({ length: 20 }, () => [200, 'one']));
    expect(upstream.requests).toHaveLength(1);
  });

  test('gives what is stale while the service fails or is gone', async () => {
    const { upstream, ask } = await cached();
    upstream.behave({ headers: { 'x-accel-expires': '1' }, body: 'old' });
    expect(await ask('/')).toEqual([200, 'MISS', 'old']);
    upstream.behave({ status: 503, body: 'broken' });
    for (let status: unknown = ''; status !== 'STALE' && status !== 'UPDATING';) {
      const answer = await ask('/');
      expect([answer[0], answer[2]]).toEqual([200, 'old']);
      status = answer[1];
    }
    await upstream.close();
    expect(await ask('/')).toEqual([200, expect.stringMatching(/STALE|UPDATING/), 'old']);
  });
});

describeNginx('a WebSocket', () => {
  test('goes through, and lives on over a reload', async () => {
    const upstream = await startUpstream({ name: 'a' });
    const nginx = await startNginx({
      conf: `
        events {}
        http {
          map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
          server {
            listen __PORT__;
            location / {
              proxy_pass http://${upstream.address};
              proxy_http_version 1.1;
              proxy_set_header Upgrade $http_upgrade;
              proxy_set_header Connection $connection_upgrade;
            }
          }
        }`,
    });
    const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
    const sent = request(nginx.url, { headers }).end();
    const [response, socket] = (await once(sent, 'upgrade')) as [IncomingMessage, Duplex];
    expect([response.statusCode, response.headers['x-upstream']]).toEqual([101, 'a']);
    await nginx.reload();
    socket.write('ping');
    expect(String((await once(socket, 'data'))[0])).toBe('ping');
    socket.destroy();
  });
});
