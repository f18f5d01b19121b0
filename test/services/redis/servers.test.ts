import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { freshAddress } from './addresses';
import { clusterInfo, formCluster, linkUp, startNodes, until } from './cluster';
import { describeFlavours } from './flavours';
import { startNode, stopAll } from './servers';

jest.setTimeout(30_000);

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describeFlavours((flavour) => {
  afterEach(stopAll);

  test('a node answers a client, a single call and the command line', async () => {
    const node = await startNode({ flavour, config: { maxmemory: '64mb' } });
    expect(await node.client().set('a', 'b')).toBe('OK');
    expect(await node.call('CONFIG', 'GET', 'maxmemory')).toEqual(['maxmemory', String(64 * 1024 * 1024)]);
    expect(await node.cli('get', 'a')).toBe('b\n');
  });

  test('a node that cannot start says why', async () => {
    const wrong = startNode({ flavour, config: { 'no-such-setting': 'yes' } });
    await expect(wrong).rejects.toThrow(/no-such-setting/);
  });

  test('nothing is left of a node: no process, no folder', async () => {
    const node = await startNode({ flavour });
    await node.kill('SIGSTOP');
    await stopAll();
    expect(await node.exit).toEqual({ code: null, signal: 'SIGKILL' });
    expect([alive(node.pid), existsSync(node.dir)]).toEqual([false, false]);
  });

  test('a node comes back with its data at another address', async () => {
    const config = { appendonly: 'yes', appendfsync: 'always' };
    const before = await startNode({ flavour, host: freshAddress(), config });
    await before.call('SET', 'a', 'b');
    await before.kill('SIGKILL');
    const after = await before.restart({ host: freshAddress() });
    expect(after.host).not.toBe(before.host);
    await until('its data is loaded', async () => (await after.call('GET', 'a').catch(() => undefined)) === 'b');
    expect(after.log()).toContain('Ready to accept connections');
  });

  test('three masters with a replica each form a cluster, each node at an address of its own', async () => {
    const nodes = await startNodes(6, flavour, () => ({ host: freshAddress(), port: 16_379 }));
    const [a, b, c, d, e, f] = nodes;
    if (!a || !b || !c || !d || !e || !f) throw new Error('six were asked for');
    await formCluster(
      [a, b, c],
      [
        [d, 0],
        [e, 1],
        [f, 2],
      ],
    );
    expect(await clusterInfo(f, 'cluster_slots_ok')).toBe('16384');
    expect(await Promise.all([d, e, f].map(linkUp))).toEqual([true, true, true]);
  });
});

test('no node outlives a test run that is killed', async () => {
  const source = `
    const { spawn } = require('node:child_process');
    const { watch } = require('./test/services/redis/watchdog');
    for (const seconds of ['0', '100', '100']) {
      const child = spawn('sleep', [seconds], { detached: true, stdio: 'ignore' });
      watch(child);
      console.log(child.pid);
    }
    setInterval(() => undefined, 1000);`;
  const run = spawn(process.execPath, ['--import', 'tsx', '--eval', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pids: number[] = [];
  for await (const line of createInterface({ input: run.stdout })) {
    pids.push(Number(line));
    if (pids.length === 3) break;
  }
  expect(pids.slice(1).map(alive)).toEqual([true, true]);
  run.kill('SIGKILL');
  await until('both are gone', () => !pids.some(alive));
});
