/** Names of releases, with all that Helm allows. */
import fc from 'fast-check';
import type { HelmRelease } from '../helm/template';

/** Like the chart, around it, long, with dashes and dots, like numbers and words of YAML. */
export const releases = (chart: string): fc.Arbitrary<HelmRelease> =>
  fc.record({
    name: fc.oneof(
      fc.constantFrom('shop', chart, `my-${chart}`, `${chart}-2`, `pre${chart}post`, 'a', '0', '1e3', 'true', 'null'),
      fc.constantFrom('a-b-c-d', 'a.b', 'x'.repeat(53), `${'y'.repeat(38)}-${'z'.repeat(14)}`, `${'w'.repeat(39)}.v`),
      fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?$/),
    ),
    namespace: fc.constantFrom('default', 'shops', 'team-1'),
  });
