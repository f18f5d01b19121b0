import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gixy, reasonForNoGixy } from '../../tools/gixy';

jest.setTimeout(30_000);

const missing = reasonForNoGixy();
const inCi = process.env['CI'] === 'true';
if (missing !== undefined) process.stderr.write(`SKIPPED, there is no gixy to test with: ${missing}\n`);

// In CI it runs, and fails with the reason.
(missing === undefined || inCi ? describe : describe.skip)('gixy, which looks at configurations', () => {
  let folder: string;
  beforeAll(() => {
    if (missing !== undefined) throw new Error(`there is no gixy to test with: ${missing}`);
    folder = mkdtempSync(join(tmpdir(), 'gixy-'));
    mkdirSync(join(folder, 'conf.d'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const written = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const checksIn = (...args: Parameters<typeof gixy>) => gixy(...args).map(({ check }) => check);

  const server = `server {
  listen 8080;
  server_tokens off;
  add_header X-Frame-Options DENY always;
  location /static { alias /srv/static/; }
  location / {
    add_header Cache-Control no-store;
    proxy_set_header Host $http_host;
    proxy_pass http://127.0.0.1:81;
  }
}`;
  const bad = ['add_header_redefinition', 'alias_traversal', 'host_spoofing'];

  test('finds traversal by an alias, a host that can be spoofed and headers that vanish', () => {
    const file = written('nginx.conf', `events {}\nhttp {\n${server}\n}`);
    const found = gixy(file);
    expect(found.map(({ check }) => check).sort()).toEqual(bad);
    expect(found.find(({ check }) => check === 'alias_traversal')).toEqual({
      check: 'alias_traversal',
      severity: 'HIGH',
      summary: 'Path traversal via misconfigured alias.',
      reason: '',
      file,
      line: 7,
    });
  });

  test('looks into the files that are included too', () => {
    const included = written('conf.d/edge.conf', server);
    const found = gixy(written('including.conf', 'events {}\nhttp { include conf.d/*.conf; }'));
    expect(found.map(({ check }) => check).sort()).toEqual(bad);
    expect(new Set(found.map(({ file }) => file))).toEqual(new Set([included]));
  });

  test('leaves out the checks that it is told to', () => {
    const file = written('nginx.conf', `events {}\nhttp {\n${server}\n}`);
    expect(checksIn(file, { without: ['alias_traversal', 'host_spoofing'] })).toEqual(['add_header_redefinition']);
  });

  test('knows of versions that have holes', () => {
    const file = written('version.conf', 'events {}\nhttp { server_tokens off; server { listen 8080; return 204; } }');
    expect(checksIn(file, { nginx: '1.30.6' })).toEqual([]);
    expect(checksIn(file, { nginx: '1.18.0' })).toEqual(['nginx_cves']);
  });

  test('says why it cannot look at one', () => {
    expect(() => gixy(join(folder, 'nowhere.conf'))).toThrow(/nowhere\.conf' was not found/);
  });
});
