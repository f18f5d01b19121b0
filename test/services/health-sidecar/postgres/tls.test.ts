import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { databaseCollector } from '../../../../services/health-sidecar/src/postgres';
import { describePostgres } from '../../postgres-server/describe';
import type { Postgres } from '../../postgres-server/postgres';
import { APP, startPrimary } from './cluster';
import { leavingNoSockets, look, readingOf } from './look';
import { fakeServer } from './silent-servers';

jest.setTimeout(60_000);

const NAME = 'shop-postgres-primary';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tls-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A certificate for {@link NAME}, which is its own authority. */
async function certificate(name: string) {
  const made = await generate([{ name: 'commonName', value: NAME }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: NAME }] }],
  });
  const caFile = join(folder, `${name}.crt`);
  writeFileSync(caFile, made.cert);
  return { caFile, key: made.private, cert: made.cert };
}

const config = ({ host, port }: Pick<Postgres, 'host' | 'port'>, caFile: string, serverName: string) => ({
  host,
  port,
  user: APP.user,
  passwordFile: APP.passwordFile(),
  name: 'app',
  tls: { caFile, serverName },
});

describePostgres('a database with TLS', () => {
  test('is asked over TLS, and only if it is the one that is meant', async () => {
    const [own, other] = [await certificate('own'), await certificate('other')];
    const plain = await startPrimary();
    const primary = await plain.restart({ ssl: 'on' }, { 'server.crt': own.cert, 'server.key': own.key });
    const good = databaseCollector(config(primary, own.caFile, NAME));
    expect(await readingOf(good)).toMatchObject({ status: 'ok', facts: { pool_size: 0, checked_out: 0 } });
    expect(
      await primary.call(
        "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'scaleout-sidecar'",
      ),
    ).toEqual([{ ssl: true }]);
    await leavingNoSockets(async () => {
      for (let round = 0; round < 10; round += 1) {
        expect((await look(databaseCollector(config(primary, other.caFile, NAME)))).error).toMatchObject({
          reason: 'its certificate is not trusted',
        });
        expect((await look(databaseCollector(config(primary, own.caFile, 'another')))).error).toMatchObject({
          reason: 'its certificate is for another name',
        });
      }
      await good.close?.();
    });
    const without = await primary.restart({ ssl: 'off' });
    expect((await look(databaseCollector(config(without, own.caFile, NAME)))).error).toMatchObject({
      reason: 'it does not offer TLS',
    });
  });
});

test('a server that agrees to TLS and says no more costs no more than the time that is given, and leaves no socket', async () => {
  const { caFile } = await certificate('silent');
  const at = await fakeServer((socket) => socket.once('data', () => socket.write('S')));
  await leavingNoSockets(async () => {
    const collector = databaseCollector(config(at, caFile, NAME), 0.2);
    for (let round = 0; round < 10; round += 1) {
      const { reading, seconds } = await look(collector);
      expect(reading).toBeUndefined();
      expect(seconds).toBeLessThan(1.2);
    }
  });
});
