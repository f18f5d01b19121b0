/** What the pinned build can do: what the edge's configuration may use. */
import { connect, constants } from 'node:http2';
import { once } from 'node:events';
import { execFileSync } from 'node:child_process';
import { brotliDecompressSync } from 'node:zlib';
import { request, type IncomingMessage } from 'node:http';
import { installed } from '../../../tools/servers/install';
import { describeNginx } from './describe';
import { checkConf, startNginx } from './nginx';

jest.setTimeout(30_000);

const inHttp = (text: string) => `events {} http { ${text} }`;
const inServer = (text: string) => inHttp(`server { listen __PORT__; ${text} }`);
const inUpstream = (text: string) =>
  inHttp(
    `resolver 127.0.0.1:1; upstream pods { zone pods 256k; ${text} } server { listen __PORT__; location / { proxy_pass http://pods; } }`,
  );

describeNginx('the nginx that is tested with', () => {
  test('has the modules that the edge needs', () => {
    const { loader, libraries, programs } = installed('nginx') ?? {
      loader: '',
      libraries: '',
      programs: { server: '' },
    };
    // It says so on standard error.
    const said = execFileSync(
      '/bin/sh',
      ['-c', '"$0" "$@" 2>&1', loader, '--library-path', libraries, programs.server, '-V'],
      { encoding: 'utf8' },
    );
    expect(said).toMatch(/^nginx version: nginx\/1\.30\.\d+\n/);
    for (const each of ['ssl', 'v2', 'v3', 'realip', 'stub_status', 'auth_request', 'gzip_static', 'sub', 'slice']) {
      expect(said).toContain(`--with-http_${each}_module`);
    }
    expect(said).toContain('--with-threads');
  });

  test.each([
    ['http2 on', inServer('http2 on;')],
    ['http3 on', inServer('http3 on;')],
    ['add_header_inherit merge', inServer('add_header_inherit merge;')],
    [
      'names that are resolved again and again',
      inUpstream('server pods.test:80 resolve max_fails=3 fail_timeout=30s;'),
    ],
    ['names of a service with its ports', inUpstream('server pods.test resolve service=_http._tcp;')],
    [
      'a resolver of an upstream of its own',
      inUpstream('resolver 127.0.0.1:2 valid=5s ipv6=off; server pods.test:80 resolve;'),
    ],
    [
      'sticky cookie',
      inUpstream('server pods.test:80 resolve; sticky cookie pod expires=1h path=/ httponly secure samesite=lax;'),
    ],
    ['sticky route', inUpstream('server 127.0.0.1:81 route=a; sticky route $cookie_pod;')],
    [
      'sticky learn',
      inUpstream('server 127.0.0.1:81; sticky learn create=$upstream_cookie_a lookup=$cookie_a zone=s:1m;'),
    ],
    ['least_conn', inUpstream('least_conn; server 127.0.0.1:81;')],
    ['random two least_conn', inUpstream('random two least_conn; server 127.0.0.1:81;')],
    ['ip_hash', inUpstream('ip_hash; server 127.0.0.1:81;')],
    ['hash consistent', inUpstream('hash $arg_k consistent; server 127.0.0.1:81;')],
    ['max_conns', inUpstream('server 127.0.0.1:81 max_conns=10;')],
    ['keepalive', inUpstream('server 127.0.0.1:81; keepalive 32; keepalive_requests 1000; keepalive_time 1h;')],
    ['drain', inUpstream('server 127.0.0.1:81 drain;')],
    ['brotli', `load_module __MODULES__/ngx_http_brotli_filter_module.so; ${inServer('brotli on;')}`],
    [
      'limit_req_dry_run',
      inHttp('limit_req_zone $remote_addr zone=a:1m rate=1r/s; server { limit_req zone=a; limit_req_dry_run on; }'),
    ],
  ])('takes %s', async (_, conf) => {
    expect(await checkConf(conf)).toContain('test is successful');
  });

  test.each([
    ['active health checks', inServer('location / { health_check; }'), 'unknown directive "health_check"'],
    ['queue', inUpstream('server 127.0.0.1:81; queue 10;'), 'unknown directive "queue"'],
    ['state files', inUpstream('state __DIR__/state;'), 'unknown directive "state"'],
    ['slow_start', inUpstream('least_conn; server 127.0.0.1:81 slow_start=30s;'), 'invalid parameter "slow_start=30s"'],
    ['the API', inServer('location / { api; }'), 'unknown directive "api"'],
    [
      'a name to resolve without a zone',
      inHttp('resolver 127.0.0.1:1; upstream a { server a.test resolve; }'),
      'to be in shared memory',
    ],
    [
      'a name that is there only later, unless it is resolved',
      inUpstream('server nobody.invalid:80;'),
      'host not found',
    ],
  ])('has not %s', async (_, conf, why) => {
    await expect(checkConf(conf)).rejects.toThrow(why);
  });

  test('speaks HTTP/2', async () => {
    const nginx = await startNginx({ conf: inServer('http2 on; return 200 "$server_protocol";') });
    const session = connect(nginx.url);
    const stream = session.request({ [constants.HTTP2_HEADER_PATH]: '/' });
    let body = '';
    for await (const chunk of stream.setEncoding('utf8')) body += String(chunk);
    session.close();
    expect(body).toBe('HTTP/2.0');
  });

  test('compresses with brotli', async () => {
    const page = 'the same again, '.repeat(100);
    const nginx = await startNginx({
      conf: `load_module __MODULES__/ngx_http_brotli_filter_module.so; ${inServer('brotli on; brotli_types *; root __DIR__/html;')}`,
      files: { 'html/page.html': page },
    });
    const headers = { 'accept-encoding': 'br' };
    const [response] = (await once(request(`${nginx.url}/page.html`, { headers }).end(), 'response')) as [
      IncomingMessage,
    ];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    expect(response.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(Buffer.concat(chunks)).toString()).toBe(page);
  });
});
