import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { childrenOf, isThere, stopAll } from '../postgres-server/processes';
import { until } from '../redis/cluster';
import { get } from '../request';
import { describeNginx } from './describe';
import { checkConf, startNginx } from './nginx';
import { startUpstream } from './upstream';

jest.setTimeout(30_000);

const says = (word: string) => `events {} http { server { listen __PORT__; return 200 ${word}; } }`;

describeNginx('a real nginx', () => {
  test('fills in the configuration, keeps to its own folder, and has logs', async () => {
    const nginx = await startNginx({
      conf: `
        user nginx; pid /run/nginx.pid; daemon on;
        events {}
        http {
          include __ETC__/mime.types;
          client_body_temp_path /var/lib/nginx/body;
          server {
            listen 8080;
            root __DIR__/html;
            location = /missing { return 404; }
          }
          server { listen 127.0.0.1:__PORT_STATUS__; stub_status; }
        }`,
      files: { 'html/site.css': 'a {}' },
      replace: { 'listen 8080': 'listen __PORT__' },
    });
    const { status, headers, body } = await get(`${nginx.url}/site.css`);
    expect([status, headers['content-type'], headers.server, body]).toEqual([
      200,
      'text/css',
      expect.stringMatching(/^nginx\/1\.30\./),
      'a {}',
    ]);
    expect((await get(`http://127.0.0.1:${nginx.portOf('STATUS')}/`)).body).toMatch(/^Active connections: \d/);
    await get(`${nginx.url}/missing`);
    await nginx.quit();
    expect(nginx.accessLog()).toMatch(/"GET \/site\.css HTTP\/1\.1" 200/);
    expect(nginx.accessLog()).toMatch(/"GET \/missing HTTP\/1\.1" 404/);
    expect(() => nginx.portOf('TLS')).toThrow('there is no __PORT_TLS__ in the configuration');
  });

  test('logs that go to the outputs of a container can be read too', async () => {
    const nginx = await startNginx({
      conf: `
        error_log /dev/stderr notice;
        events {}
        http { access_log /dev/stdout; server { listen __PORT__; return 204; } }`,
    });
    await get(`${nginx.url}/seen`);
    await nginx.quit();
    expect(nginx.accessLog()).toContain('GET /seen');
    expect(nginx.errorLog()).toContain('gracefully shutting down');
  });

  test('a reload takes over what has changed, on the same port, with new workers', async () => {
    const nginx = await startNginx({ conf: says('before') });
    const before = nginx.workers();
    await nginx.reload({ conf: says('after') });
    expect((await get(nginx.url)).body).toBe('after');
    expect(nginx.workers().filter((each) => before.includes(each))).toEqual([]);
  });

  test('a reload that does not pass says why, and the old configuration stays', async () => {
    const nginx = await startNginx({ conf: says('before') });
    await expect(nginx.reload({ conf: says('after; no_such_directive on') })).rejects.toThrow(/no_such_directive/);
    expect((await get(nginx.url)).body).toBe('before');
  });

  test('a graceful end lets a request have its answer', async () => {
    const slow = await startUpstream({ name: 'slow' });
    slow.behave({ delayMs: 300, body: 'late' });
    const nginx = await startNginx({
      conf: `events {} http { server { listen __PORT__; location / { proxy_pass http://${slow.address}; } } }`,
    });
    const answer = get(nginx.url);
    await until('it is asked', () => slow.requests.length > 0);
    const ended = nginx.quit();
    expect((await answer).body).toBe('late');
    await ended;
    await expect(get(nginx.url)).rejects.toThrow('ECONNREFUSED');
  });

  test('one that is killed breaks its connections, and is gone with its workers', async () => {
    const slow = await startUpstream({ name: 'slow' });
    slow.behave({ delayMs: 60_000 });
    const nginx = await startNginx({
      conf: `events {} http { server { listen __PORT__; location / { proxy_pass http://${slow.address}; } } }`,
    });
    const processes = [nginx.pid, ...nginx.workers()];
    const answer = expect(get(nginx.url)).rejects.toThrow('socket hang up');
    await until('it is asked', () => slow.requests.length > 0);
    await nginx.kill();
    await answer;
    expect(processes.filter(isThere)).toEqual([]);
  });

  test('one that cannot start says why, with the line of the text that was given', async () => {
    const conf = 'events {}\nhttp {\n  server { listen __PORT__; no_such_directive on; }\n}';
    await expect(startNginx({ conf })).rejects.toThrow(/\[emerg\] unknown directive "no_such_directive" in .*conf:3/);
    await expect(startNginx({ conf: 'events {}' })).rejects.toThrow('nothing in the configuration listens on __PORT__');
  });

  test('nothing is left of one when a test file ends: no process, no folder', async () => {
    const { pid, dir, workers } = await startNginx({ conf: says('here') });
    const all = [pid, ...workers()];
    expect(all.length).toBeGreaterThan(1);
    await stopAll();
    expect(all.filter(isThere)).toEqual([]);
    expect(existsSync(dir)).toBe(false);
  });
});

describeNginx('a look at a configuration', () => {
  test('tells its warnings, and starts nothing', async () => {
    const said = await checkConf(`
      events {}
      http {
        server { listen __PORT__; server_name same; }
        server { listen __PORT__; server_name same; }
      }`);
    expect(said).toMatch(/\[warn\] conflicting server name "same"/);
    expect(said).toContain('test is successful');
  });

  test('finds what is missing in a file beside it', async () => {
    const conf = 'events {} http { include conf.d/*.conf; }';
    const files = { 'conf.d/edge.conf': 'server { listen __PORT__; ssl_certificate missing.crt; listen 1 ssl; }' };
    await expect(checkConf(conf, { files })).rejects.toThrow(/missing\.crt/);
    await expect(checkConf(conf, { files: { '../outside': '' } })).rejects.toThrow("'../outside' is not within");
  });
});

describeNginx('a test run that is killed', () => {
  test('leaves no nginx behind', async () => {
    const source = `
      globalThis.afterAll = () => undefined;
      const { startNginx } = require('./test/services/nginx/nginx');
      startNginx({ conf: '${says('here')}' }).then(({ pid, dir, workers }) => {
        console.log(JSON.stringify({ dir, pids: [pid, ...workers()] }));
      });
      setInterval(() => undefined, 1000);`;
    const run = spawn(process.execPath, ['--import', 'tsx', '--eval', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(run.stdout, 'data')) as [Buffer];
    const { dir, pids } = JSON.parse(line.toString()) as { readonly dir: string; readonly pids: readonly number[] };
    expect(childrenOf(pids[0] ?? 0).length).toBeGreaterThan(0);
    run.kill('SIGKILL');
    await until('all are gone', () => !pids.some(isThere));
    rmSync(dir, { recursive: true });
  });
});
