import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fastnext } from '../../charts';
import { HELM_VERSIONS } from '../helm/binaries';
import { scratchFile } from '../helm/scratch';
import { writeYaml } from '../helm/yaml';
import { agree, agreement } from './agreement';
import { holds } from './runs';
import { subjectOf } from './subject';

const fast = subjectOf(fastnext);
const chartFiles = readdirSync(fast.chart).filter((name) => /^values-.*\.yaml$/.test(name));

describe.each(HELM_VERSIONS)('%s makes what synth makes', (version) => {
  test('of the defaults', () => agree(fast, version, {}));

  test.each(Object.keys(fastnext.presets))('of the preset %s', (preset) =>
    agree(fast, version, { files: [scratchFile(writeYaml(fastnext.presets[preset]?.values as never))] }),
  );

  test.each(chartFiles)("of the chart's own file %s", (name) =>
    agree(fast, version, { files: [join(fast.chart, name)] }),
  );

  // Its name is a hash of half the values: the two have to agree on what each of them is.
  test('of a backend with a migration', () =>
    agree(fast, version, { sets: ['backend.migration.command={node,/app/server.js,migrate}', 'backend.config.A=b'] }));

  test(
    'of any values and any release',
    () => holds(agreement(fast, version), { helm3: 60, helm4: 300 }[version]),
    900_000,
  );
});
