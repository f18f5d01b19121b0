import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { readText } from './files';

/**
 * The folder of the own cgroup in a hierarchy. A container mostly sees its own as the root of all; where it does not, `/proc/self/cgroup`
 * says where below the root it is.
 *
 * @param isMine tells the hierarchy by its controllers; version 2 names none
 * @param file one that has to be in it
 */
export async function ownFolder(
  root: string,
  proc: string,
  isMine: (controllers: readonly string[]) => boolean,
  file: string,
): Promise<string> {
  for (const line of ((await readText(proc, 'self/cgroup')) ?? '').split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    // A path out of the namespace leads nowhere from here.
    if (!isMine(controllers === '' ? [] : controllers.split(',')) || path.split('/').includes('..')) continue;
    const folder = join(root, path);
    if (await isThere(join(folder, file))) return folder;
  }
  return root;
}

export const isThere = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
