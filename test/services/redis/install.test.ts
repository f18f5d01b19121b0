import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseIndex, withLibraries } from '../../../tools/servers/debian';
import { alone } from '../../../tools/servers/lock';
import { members } from '../../../tools/servers/unpack';

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

test('an archive is split into its members, of odd length too', () => {
  const member = (name: string, content: string) =>
    `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(content.length).padEnd(10)}\`\n${content}${content.length % 2 === 1 ? '\n' : ''}`;
  const archive = `!<arch>\n${member('debian-binary', '2.0')}${member('data.tar.xz/', 'data')}`;
  const found = members(Buffer.from(archive, 'latin1'));
  expect(found.map(({ name, content }) => [name, content.toString()])).toEqual([
    ['debian-binary', '2.0'],
    ['data.tar.xz', 'data'],
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
