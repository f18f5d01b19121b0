import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastnext } from '../../../../charts';
import { PLACEHOLDERS } from '../../../../constructs/edge/names';
import { gixy, reasonForNoGixy } from '../../../../tools/gixy';
import type { Tree } from '../../../parity/arbitrary';
import { describeNginx } from '../describe';
import { checkConf } from '../nginx';
import { anyValues, configurationOfValues, TELLING } from './values';

jest.setTimeout(60_000);

const NAMED: readonly (readonly [name: string, values: Tree])[] = [
  ...Object.entries(fastnext.presets).map(([name, { values }]) => [`the preset ${name}`, values as Tree] as const),
  ...Object.entries(TELLING),
];
const GENERATED = 80;

async function look(values: Tree): Promise<string> {
  const { conf, ...rest } = await configurationOfValues(values);
  return checkConf(conf, rest);
}

describeNginx('nginx takes the configuration', () => {
  test.each(NAMED)('of %s, and has nothing to say', async (_, values) => {
    const said = await look(values);
    expect(said).toContain('test is successful');
    expect(said).not.toMatch(/\[(warn|error|emerg)\]/);
  });

  test(`of ${GENERATED} values files that name anything`, async () => {
    const refused: unknown[] = [];
    for (const values of anyValues(GENERATED)) {
      await look(values).catch((error: unknown) => refused.push({ values: fc.stringify(values), error }));
    }
    expect(refused).toEqual([]);
  });
});

/** What gixy finds and is so on purpose. */
const MEANT: Readonly<Record<string, string>> = {
  if_is_evil: 'a preflight is answered within its `if`, with headers and a return: nothing comes after it',
  try_files_is_evil_too: 'it looks for a file of the user before a page of an error, and nowhere else',
};

const missing = reasonForNoGixy();
const inCi = process.env['CI'] === 'true';
if (missing !== undefined) process.stderr.write(`SKIPPED, there is no gixy to test with: ${missing}\n`);

(missing === undefined || inCi ? describe : describe.skip)('gixy, which looks at the configuration', () => {
  let folder: string;
  beforeAll(() => {
    if (missing !== undefined) throw new Error(`there is no gixy to test with: ${missing}`);
    folder = mkdtempSync(join(tmpdir(), 'gixy-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(NAMED)('finds nothing that is not meant in that of %s', async (name, values) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.conf`);
    const { conf } = await configurationOfValues(values);
    writeFileSync(file, conf.replaceAll(PLACEHOLDERS.resolvers, '10.96.0.10'));
    const found = gixy(file, { nginx: '1.30.6' })
      .filter(({ severity }) => severity === 'MEDIUM' || severity === 'HIGH')
      .filter(({ check }) => !(check in MEANT));
    expect(found).toEqual([]);
  });
});
