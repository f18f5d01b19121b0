import type { ServerName } from '../../../tools/servers/catalogue';
import { reasonForNone } from '../../../tools/servers/ensure';

/**
 * Describes tests that need real servers. Where there are none and none can be downloaded they are skipped, and the reason stands in their
 * name; in CI (`CI=true`) that is a failure, since there the tests are what a change is trusted for.
 */
export function describeServer(title: string, needs: readonly ServerName[], body: () => void): void {
  const missing = needs
    .map((name) => [name, reasonForNone(name)] as const)
    .find((each): each is readonly [ServerName, string] => each[1] !== undefined);
  if (missing === undefined) {
    describe(title, body);
    return;
  }
  const [name, reason] = missing;
  if (process.env['CI'] === 'true') {
    describe(title, () => {
      test(`there is ${name} to test with`, () => {
        throw new Error(reason);
      });
    });
    return;
  }
  // Jest shows the names of skipped tests only when a single file is run.
  process.stderr.write(`SKIPPED, there is no ${name} to test with: ${reason}\n`);
  describe.skip(`${title} (SKIPPED, no ${name} to test with: ${reason})`, body);
}
