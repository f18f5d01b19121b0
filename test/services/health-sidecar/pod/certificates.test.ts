import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { generate } from 'selfsigned';
import { certificatesCollector } from '../../../../services/health-sidecar/src/pod';
import { firstEndIn } from '../../../../services/health-sidecar/src/pod/certificates';
import { run, valuesOf } from './run';

const NOW = Date.UTC(2030, 0, 1);
const DAY = 86_400_000;

const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function ending(days: number): Promise<string> {
  const options = { notBeforeDate: new Date(NOW - 400 * DAY), notAfterDate: new Date(NOW + days * DAY) };
  return (await generate([{ name: 'commonName', value: 'shop.example' }], options)).cert;
}
const put = (name: string, content: string): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};
const watching = (...files: readonly string[]) =>
  certificatesCollector(
    files.map((file) => ({ file, minDays: 14 })),
    () => NOW,
  );

test('a certificate that has long to go is ok, and when it ends is told', async () => {
  const file = put('long.crt', await ending(90));
  const reading = await run(watching(file));
  expect(reading).toMatchObject({ status: 'ok', facts: { files: [{ file, days_left: 90 }] } });
  expect(valuesOf(reading)).toEqual({ [`certificate_not_after_timestamp_seconds{${file}}`]: NOW / 1000 + 90 * 86_400 });
});

test('one that ends soon is degraded, one that has ended is down', async () => {
  const [soon, ended] = [put('soon.crt', await ending(13)), put('ended.crt', await ending(-1))];
  expect(await run(watching(soon))).toMatchObject({ status: 'degraded', reason: `${soon} ends in 13 days` });
  expect(await run(watching(soon, ended))).toMatchObject({
    ...{ status: 'down', reason: `${soon} ends in 13 days, ${ended} has ended` },
  });
});

test('of a bundle the one counts that ends first', async () => {
  const file = put('bundle.crt', `# the server's\n${await ending(90)}\n# its authority's\r\n${await ending(5)}`);
  expect(await run(watching(file))).toMatchObject({ status: 'degraded', facts: { files: [{ days_left: 5 }] } });
});

test('a file is read anew each time', async () => {
  const file = put('renewed.crt', await ending(-1));
  const collector = watching(file);
  expect((await run(collector)).status).toBe('down');
  put('renewed.crt', await ending(90));
  expect((await run(collector)).status).toBe('ok');
});

test('a file that is not there, or holds none, is down and has no date', async () => {
  const bad = put('bad.crt', '-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n');
  const key = put('tls.key', '-----BEGIN PRIVATE KEY-----\nbm9uZQ==\n-----END PRIVATE KEY-----\n');
  for (const [file, reason] of [
    [join(folder, 'none'), 'is not there'],
    [folder, 'cannot be read'],
    [bad, 'has no certificate that can be read'],
    [key, 'has no certificate that can be read'],
    [put('empty', ''), 'has no certificate that can be read'],
  ] as const) {
    const reading = await run(watching(file));
    expect(reading).toMatchObject({ status: 'down', reason: `${file} ${reason}`, samples: [] });
    expect(reading.facts).toEqual({ files: [{ file, not_after: null, days_left: null }] });
  }
});

test('a bundle of which one is damaged ends no later than the others say', async () => {
  const [good, other] = [await ending(90), await ending(95)];
  const end = NOW + 90 * DAY;
  const bundle = `${other}${good}`;
  expect(firstEndIn(bundle)).toBe(end);
  for (const edge of ['-----BEGIN', '-----END']) {
    expect(firstEndIn(`${other}${good.replace(edge, edge.slice(1))}`)).toBeUndefined();
    expect(firstEndIn(`${other.replace(edge, edge.slice(1))}${good}`)).toBeUndefined();
  }
  fc.assert(
    fc.property(fc.nat(bundle.length - 1), fc.string({ minLength: 1, maxLength: 5 }), (at, text) => {
      expect([undefined, end]).toContain(firstEndIn(`${bundle.slice(0, at)}${text}${bundle.slice(at)}`));
    }),
    { numRuns: 500 },
  );
});
