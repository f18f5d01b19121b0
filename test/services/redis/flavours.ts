import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { installed, type Flavour } from '../../../tools/servers/install';

export type { Flavour } from '../../../tools/servers/install';

const root = resolve(__dirname, '../../..');

/**
 * Describes tests that need a real server, once for each flavour. Where there is none and none can be downloaded they are skipped, and the
 * reason stands in their name; in CI (`CI=true`) that is a failure, since there the tests are what a change is trusted for.
 */
export function describeFlavours(body: (flavour: Flavour) => void, flavours: readonly Flavour[] = ['redis', 'valkey']) {
  for (const flavour of flavours) {
    const missing = reasonForNone(flavour);
    if (missing === undefined) {
      describe(flavour, () => {
        body(flavour);
      });
    } else if (process.env['CI'] === 'true') {
      describe(flavour, () => {
        test('there is a server to test with', () => {
          throw new Error(missing);
        });
      });
    } else {
      // Jest shows the names of skipped tests only when a single file is run.
      process.stderr.write(`SKIPPED, there is no ${flavour} to test with: ${missing}\n`);
      describe.skip(`${flavour} (SKIPPED, no server to test with: ${missing})`, () => {
        body(flavour);
      });
    }
  }
}

/** Jest wants to know its tests at once, so that a download has to be waited for in a process of its own. */
function reasonForNone(flavour: Flavour): string | undefined {
  try {
    if (installed(flavour) !== undefined) return undefined;
    execFileSync(process.execPath, ['--import', 'tsx', 'tools/servers/main.ts', flavour], { cwd: root, stdio: 'pipe' });
    return undefined;
  } catch (error) {
    const { message, stderr } = error as Error & { readonly stderr?: Buffer };
    return stderr?.toString('utf8').trim() ?? message;
  }
}
