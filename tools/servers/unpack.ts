import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Unpacks what a Debian package would install below `folder`, of `/usr/share` only the folders of `share`: the rest is documentation.
 * Needs `tar` and what it decompresses with (xz), and nothing of Debian's own: the package is an `ar` archive, of which one member holds
 * the files.
 */
export function unpack(deb: Buffer, folder: string, share: readonly string[] = []): void {
  const data = members(deb).find(({ name }) => name.startsWith('data.tar'));
  if (data === undefined) throw new Error('this is no Debian package: there is no data.tar in it');
  // From a file and not from a pipe: only so does tar see by itself how it is compressed.
  const archive = join(folder, data.name);
  writeFileSync(archive, data.content);
  const tar = (...args: string[]) =>
    execFileSync('tar', [`--file=${archive}`, ...args], { stdio: 'pipe', maxBuffer: 64 * 1024 * 1024 }).toString();
  const extract = ['--extract', `--directory=${folder}`, '--no-same-owner'];
  tar(...extract, '--exclude=./usr/share');
  if (share.length > 0) {
    // What it is asked for and does not have is an error for tar.
    const names = tar('--list').split('\n');
    const kept = share.map((each) => `./usr/share/${each}/`).filter((each) => names.includes(each));
    if (kept.length > 0) tar(...extract, ...kept);
  }
  rmSync(archive);
}

interface Member {
  readonly name: string;
  readonly content: Buffer;
}

/** An `ar` archive: 8 bytes of magic, then members with a header of 60 bytes, each at an even offset. */
export function members(archive: Buffer): Member[] {
  const found: Member[] = [];
  let offset = 8;
  while (offset + 60 <= archive.length) {
    const header = archive.toString('latin1', offset, offset + 60);
    const size = Number(header.slice(48, 58));
    const begin = offset + 60;
    found.push({ name: header.slice(0, 16).replace(/\/? *$/, ''), content: archive.subarray(begin, begin + size) });
    offset = begin + size + (size % 2);
  }
  return found;
}
