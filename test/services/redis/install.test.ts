import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseIndex, withLibraries } from '../../../tools/servers/debian';
import { alone } from '../../../tools/servers/lock';
import { members, unpack } from '../../../tools/servers/unpack';
import { wrap } from '../../../tools/servers/wrap';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'install-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const index = `Package: redis-server
Version: 5:8.0.2-3
Pre-Depends: init-system-helpers (>= 1.54~)
Depends: redis-tools (= 5:8.0.2-3), systemd | libmissing
Description: Package: not a field
Filename: pool/redis-server.deb
SHA256: aa

Package: redis-tools
Version: 5:8.0.2-3
Depends: adduser, libc6 (>= 2.38), libssl3t64:any | libssl3
Filename: pool/redis-tools.deb
SHA256: bb

Package: libssl3t64
Version: 3.5.1
Depends: libc6, zlib1g, debconf | debconf-2.0
Filename: pool/libssl.deb
SHA256: cc

Package: libc6
Version: 2.41
Depends: libgcc-s1
Filename: pool/libc6.deb
SHA256: dd

Package: zlib1g
Version: 1.3
Filename: pool/zlib1g.deb
SHA256: ee
`;

test('an index tells the version, the needs and the file of each package', () => {
  expect(parseIndex(index).get('redis-server')).toEqual({
    name: 'redis-server',
    version: '5:8.0.2-3',
    depends: ['init-system-helpers', 'redis-tools', 'systemd'],
    filename: 'pool/redis-server.deb',
    sha256: 'aa',
  });
});

test('with a package come the libraries that it needs, and those that they need, each once', () => {
  const found = withLibraries(parseIndex(index), ['redis-server', 'redis-tools']);
  expect(found.map(({ name }) => name)).toEqual(['redis-server', 'redis-tools', 'libc6', 'libssl3t64', 'zlib1g']);
});

/** One file of an `ar` archive. */
const member = (name: string, content: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(content.length).padEnd(10)}\`\n`,
    ),
    content,
    Buffer.from(content.length % 2 === 1 ? '\n' : ''),
  ]);

const archive = (...all: readonly Buffer[]): Buffer => Buffer.concat([Buffer.from('!<arch>\n'), ...all]);

test('an archive is split into its members, of odd length too', () => {
  const found = members(
    archive(member('debian-binary', Buffer.from('2.0')), member('data.tar.xz/', Buffer.from('data'))),
  );
  expect(found.map(({ name, content }) => [name, content.toString()])).toEqual([
    ['debian-binary', '2.0'],
    ['data.tar.xz', 'data'],
  ]);
});

test('of a package its programs are unpacked, and of its shared files only the folders that are wanted', () => {
  const source = join(folder, 'source');
  for (const each of ['usr/bin', 'usr/share/doc', 'usr/share/postgresql/17']) {
    mkdirSync(join(source, each), { recursive: true });
    writeFileSync(join(source, each, 'file'), each);
  }
  execFileSync('tar', ['--create', `--file=${join(folder, 'data.tar')}`, `--directory=${source}`, '.']);
  const deb = archive(
    member('debian-binary', Buffer.from('2.0\n')),
    member('data.tar', readFileSync(join(folder, 'data.tar'))),
  );
  const unpacked = (share?: readonly string[]) => {
    const target = mkdtempSync(join(folder, 'target-'));
    unpack(deb, target, share);
    return readdirSync(target, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => relative(target, each.parentPath))
      .sort();
  };
  expect(unpacked()).toEqual(['usr/bin']);
  expect(unpacked(['postgresql', 'not-in-it'])).toEqual(['usr/bin', 'usr/share/postgresql/17']);
});

test('a program that was wrapped is started with its libraries, its own path and all its arguments', () => {
  const at = (name: string) => join(folder, name);
  const program = at(`it's a program`);
  writeFileSync(program, 'not to be executed');
  // In the place of the loader: prints what it is given.
  writeFileSync(at('loader'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
  wrap(program, program, { loader: at('loader'), libraries: at('lib') });
  const printed = execFileSync(program, ['-V', 'two words'], { encoding: 'utf8' });
  expect(printed.trim().split('\n')).toEqual([
    ...['--argv0', program, '--library-path', at('lib'), `${program}.elf`],
    ...['-V', 'two words'],
  ]);
});

describe('a lock', () => {
  test('lets one in at a time', async () => {
    const lock = join(folder, 'lock');
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
    };
    await Promise.all([alone(lock, work), alone(lock, work), alone(lock, work)]);
    expect(most).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is open again when the work failed', async () => {
    const lock = join(folder, 'lock');
    await expect(alone(lock, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
    expect(existsSync(lock)).toBe(false);
  });

  test('is taken over from a process that is gone', async () => {
    const lock = join(folder, 'lock');
    // Above the highest number that a process can have.
    writeFileSync(lock, '4194305');
    expect(await alone(lock, () => Promise.resolve('mine'))).toBe('mine');
  });
});
