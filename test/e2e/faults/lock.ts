import { openSync, readFileSync, rmSync, writeSync, closeSync } from 'node:fs';
import type { Context } from '../context';
import { notYet, there, waitFor } from '../wait';

/** A file that says that somebody disturbs the whole cluster just now: for a lab that several people measure on. */
export class Lock {
  constructor(private readonly path: string | undefined) {}

  /** Waits until nobody does, and runs `action` while we do. */
  async hold<T>(context: Context, action: () => Promise<T>): Promise<T> {
    const { path } = this;
    if (path === undefined) return action();
    await waitFor('the lock', () => Promise.resolve(take(path, context.namespace)), {
      ...{ log: context.log, signal: context.signal, seconds: 1800 },
    });
    try {
      return await action();
    } finally {
      rmSync(path, { force: true });
    }
  }
}

function take(path: string, owner: string) {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, `${owner}\n`);
    closeSync(file);
    return there(undefined);
  } catch {
    return notYet(`held by ${ownerOf(path)}`);
  }
}

function ownerOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return 'nobody any more';
  }
}
