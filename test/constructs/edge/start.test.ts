import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { START_SCRIPT } from '../../../constructs/edge/start';
import { scratchFolder } from '../../helm/scratch';

const CONF = 'resolver @RESOLVERS@;\nserver a.@DOMAIN@:1;\nserver b.@DOMAIN@:2;\n';

/** Runs the script in a folder in place of the root, with an nginx that says how it was called. */
function start(resolvConf: string) {
  const folder = scratchFolder([]);
  const at = (path: string) => join(folder, path);
  mkdirSync(at('etc/scaleout/edge'), { recursive: true });
  for (const name of ['tmp', 'bin']) mkdirSync(at(name));
  writeFileSync(at('etc/scaleout/edge/nginx.conf'), CONF);
  writeFileSync(at('resolv.conf'), resolvConf);
  writeFileSync(at('bin/nginx'), '#!/bin/sh\necho "$@"\n');
  chmodSync(at('bin/nginx'), 0o755);
  const script = START_SCRIPT.replaceAll('/tmp/', at('tmp/')).replaceAll('/etc/scaleout', at('etc/scaleout'));
  const { stdout, stderr, status } = spawnSync('sh', ['-c', script], {
    encoding: 'utf8',
    env: { PATH: `${at('bin')}:${process.env['PATH'] ?? ''}`, RESOLV_CONF: at('resolv.conf') },
  });
  return { status, stderr, args: stdout.replaceAll(folder, ''), conf: readFileSync(at('tmp/nginx.conf'), 'utf8') };
}

test('the name server and the domain of the pod are filled in, and nginx takes the place of the shell', () => {
  const { conf, args, stderr, status } = start(
    'search prod.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
  );
  expect(conf).toBe('resolver 10.96.0.10;\nserver a.prod.svc.cluster.local:1;\nserver b.prod.svc.cluster.local:2;\n');
  expect({ args, stderr, status }).toEqual({ args: '-e /dev/stderr -c /tmp/nginx.conf\n', stderr: '', status: 0 });
});
test.each([
  ['several name servers', 'nameserver 10.0.0.1\nnameserver 10.0.0.2', '10.0.0.1 10.0.0.2'],
  ['an IPv6 address, as nginx wants it', 'nameserver fd00::a', '[fd00::a]'],
  ['a last line without its end', 'options ndots:5\nnameserver 10.0.0.1', '10.0.0.1'],
])('of a pod with %s, all are asked', (_, lines, resolvers) => {
  expect(start(`search a.svc\n${lines}`).conf).toContain(`resolver ${resolvers};`);
});
test.each(['', 'nameserver 10.0.0.1\n', 'search a.svc\n'])(
  'what is missing is told, with the values to set: %j',
  (text) => {
    expect(start(text).stderr).toContain('set edge.dns.resolvers and edge.dns.domain');
  },
);
test('the script is one that any shell understands', () => {
  expect(() => execFileSync('sh', ['-n', '-c', START_SCRIPT])).not.toThrow();
});
