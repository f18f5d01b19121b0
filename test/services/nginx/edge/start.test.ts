import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILES, PATHS } from '../../../../constructs/edge/names';
import { START_SCRIPT } from '../../../../constructs/edge/start';
import { filesOf } from './edge';

const own = filesOf({ routes: [{ path: '/', to: 'app' }] }).own[FILES.conf] ?? '';

/** The script, in a folder of its own and with an nginx that only says how it was started. */
function start(resolvConf: string, conf = own) {
  const dir = mkdtempSync(join(tmpdir(), 'start-'));
  try {
    for (const folder of ['bin', 'config', 'tmp']) mkdirSync(join(dir, folder));
    writeFileSync(join(dir, 'bin/nginx'), '#!/bin/sh\necho "nginx $*"\n');
    chmodSync(join(dir, 'bin/nginx'), 0o755);
    writeFileSync(join(dir, 'resolv.conf'), resolvConf);
    writeFileSync(join(dir, 'config', FILES.conf), conf);
    const running = join(dir, 'tmp/nginx.conf');
    const script = START_SCRIPT.replaceAll(PATHS.running, running).replaceAll(PATHS.config, join(dir, 'config'));
    const env = { PATH: `${dir}/bin:${process.env['PATH'] ?? ''}`, RESOLV_CONF: join(dir, 'resolv.conf') };
    const said = execFileSync('sh', ['-c', `{ ${script}\n} 2>&1`], { env, encoding: 'utf8' });
    return { said: said.replaceAll(dir, ''), conf: readFileSync(running, 'utf8') };
  } finally {
    rmSync(dir, { recursive: true });
  }
}
const CLUSTER =
  'search shops.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n';

describe('the start of the edge', () => {
  test('fills in the name server and the domain of the pod, and becomes nginx', () => {
    const { said, conf } = start(CLUSTER);
    expect(said).toBe('nginx -e /dev/stderr -c /tmp/nginx.conf\n');
    expect(conf).toContain('  resolver 10.96.0.10 valid=5s ipv6=off;');
    expect(conf).toContain('    server app-headless.shops.svc.cluster.local:8000 resolve ');
    // Nothing else is changed.
    expect(conf).toBe(own.replaceAll('@RESOLVERS@', '10.96.0.10').replaceAll('@DOMAIN@', 'shops.svc.cluster.local'));
  });

  test('takes several name servers, those of IPv6 in brackets', () => {
    const { conf } = start(`${CLUSTER}nameserver fd00:10:96::a\n`);
    expect(conf).toContain('  resolver 10.96.0.10 [fd00:10:96::a] valid=5s');
  });

  test('takes the last search list, and leaves comments', () => {
    const { conf } = start(`# nameserver 1.1.1.1\n; search no\nsearch old\n${CLUSTER}`);
    expect(conf).toContain('  resolver 10.96.0.10 valid=5s');
    expect(conf).toContain('app-headless.shops.svc.cluster.local:');
  });

  test('reads a last line that does not end', () => {
    const { conf } = start('search shops.svc.cluster.local\nnameserver 10.96.0.10');
    expect(conf).toContain('  resolver 10.96.0.10 valid=5s');
  });

  test.each([
    ['name servers', 'search shops.svc.cluster.local\n'],
    ['a search list', 'nameserver 10.96.0.10\n'],
    ['anything', ''],
  ])('says what is missing without %s', (_, resolvConf) => {
    expect(start(resolvConf).said).toContain('set edge.dns.resolvers and edge.dns.domain\nnginx ');
  });

  test('says nothing of what is missing where the values say it', () => {
    const dns = { resolvers: '10.0.0.10', domain: 'shops.svc.other' };
    const conf = filesOf({ props: { dns }, routes: [{ path: '/', to: 'app' }] }).own[FILES.conf] ?? '';
    expect(start('', conf)).toEqual({ said: 'nginx -e /dev/stderr -c /tmp/nginx.conf\n', conf });
  });
});
