import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { until } from '../redis/cluster';
import { describePostgres } from './describe';
import { startPostgres, startReplica } from './postgres';
import { childrenOf, isThere, stopAll } from './processes';

jest.setTimeout(60_000);

describePostgres('a real Postgres', () => {
  afterAll(stopAll);

  test('answers, keeps its data over a restart, and a replica has them too', async () => {
    const before = await startPostgres();
    await before.call('CREATE TABLE t AS SELECT 7 AS a');
    const primary = await before.restart({ max_connections: 33 });
    const replica = await startReplica(primary);
    await until('it streams', async () => {
      const rows = await primary.call("SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'");
      return rows.length === 1;
    });
    expect(
      await replica.call("SELECT a, pg_is_in_recovery(), current_setting('max_connections') AS max FROM t"),
    ).toEqual([{ a: 7, pg_is_in_recovery: true, max: '40' }]);
    expect(await primary.call('SELECT application_name FROM pg_stat_replication')).toEqual([
      { application_name: replica.host },
    ]);
  });

  test('one that cannot start says why', async () => {
    await expect(startPostgres({ config: { no_such_parameter: 1 } })).rejects.toThrow(/no_such_parameter/);
  });

  test('nothing is left of one that was held: no process, no folder', async () => {
    const { kill, pid, dir } = await startPostgres();
    await kill('SIGSTOP');
    const children = childrenOf(pid);
    expect(children.length).toBeGreaterThan(2);
    await stopAll();
    expect([pid, ...children].filter(isThere)).toEqual([]);
    expect(existsSync(dir)).toBe(false);
  });
});

describePostgres('a test run that is killed', () => {
  test('leaves no server behind, even one that was held', async () => {
    const source = `
      globalThis.afterAll = () => undefined;
      const { startPostgres } = require('./test/services/postgres-server/postgres');
      const { childrenOf } = require('./test/services/postgres-server/processes');
      startPostgres().then(async ({ kill, pid, dir }) => {
        await kill('SIGSTOP');
        console.log(JSON.stringify({ dir, pids: [pid, ...childrenOf(pid)] }));
      });
      setInterval(() => undefined, 1000);`;
    const run = spawn(process.execPath, ['--import', 'tsx', '--eval', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(run.stdout, 'data')) as [Buffer];
    const { dir, pids } = JSON.parse(line.toString()) as { readonly dir: string; readonly pids: readonly number[] };
    const held = pids.filter(isThere).length;
    run.kill('SIGKILL');
    // The session that was asked last may have been about to end.
    expect(held).toBeGreaterThan(2);
    await until('all are gone', () => !pids.some(isThere));
    rmSync(dir, { recursive: true });
  });
});
