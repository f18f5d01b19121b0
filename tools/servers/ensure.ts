import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { ServerName } from './catalogue';
import { installed } from './install';

const root = resolve(__dirname, '../..');

/**
 * Sees to it that a server is there, and does not return before: Jest wants to know its tests at once, so that a download has to be waited
 * for in a process of its own.
 *
 * @returns why there is none
 */
export function reasonForNone(name: ServerName): string | undefined {
  try {
    if (installed(name) !== undefined) return undefined;
    execFileSync(process.execPath, ['--import', 'tsx', 'tools/servers/main.ts', name], { cwd: root, stdio: 'pipe' });
    return undefined;
  } catch (error) {
    const { message, stderr } = error as Error & { readonly stderr?: Buffer };
    return stderr?.toString('utf8').trim() ?? message;
  }
}
