/** One file out of a zip archive, onto the disk. */
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { open, type Entry, type ZipFile } from 'yauzl';

/**
 * Unpacks one entry as an executable file, unless it is there already. Test workers may do so at the same time: each
 * writes a file of its own and renames it, so that nobody ever runs half a binary.
 */
export async function unpackExecutable(archive: string, entry: string, target: string): Promise<void> {
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  const partial = `${target}.${process.pid}`;
  try {
    await pipeline(await entryStream(archive, entry), createWriteStream(partial, { mode: 0o755 }));
    renameSync(partial, target);
  } finally {
    rmSync(partial, { force: true });
  }
}

async function entryStream(archive: string, name: string): Promise<Readable> {
  const zip = await opened(archive);
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => {
      reject(new Error(`${archive} holds no ${name}`));
    });
    zip.on('entry', (entry: Entry) => {
      if (entry.fileName !== name) zip.readEntry();
      else {
        zip.openReadStream(entry, (error, stream) => {
          if (error === null) resolve(stream);
          else reject(error);
        });
      }
    });
    zip.readEntry();
  });
}

function opened(archive: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(archive, { lazyEntries: true }, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(error);
    });
  });
}
