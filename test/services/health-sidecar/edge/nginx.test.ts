/** A real nginx, with all that may become of it. */
import { Agent } from 'node:http';
import { deepAnswer, PATHS } from '@scaleout/health-contract';
import type { Collector } from '../../../../services/health-sidecar/src/collector';
import { edgeCollector } from '../../../../services/health-sidecar/src/edge';
import { Sampler } from '../../../../services/health-sidecar/src/sampler';
import { describeNginx } from '../../nginx/describe';
import { startNginx, type Nginx } from '../../nginx/nginx';
import { until } from '../../redis/cluster';
import { get } from '../../request';
import { readExposition } from '../http/exposition';
import { BEARER, serveHealth } from '../http/serve';
import { run, valuesOf } from '../pod/run';

jest.setTimeout(30_000);

const CONF = `
  worker_processes 2;
  events {}
  http {
    server { listen __PORT__; return 200 well; }
    server { listen 127.0.0.1:__PORT_STATUS__; location = /nginx_status { stub_status; } }
  }`;

const log = { info: () => undefined, warn: () => undefined, error: () => undefined } as never;
const SCHEDULE = { intervalSeconds: 0.05, timeoutSeconds: 0.3, staleSeconds: 10, maxBackoffSeconds: 0.1 };

const collectors: Collector[] = [];
const samplers: Sampler[] = [];
const frozen: number[] = [];
afterEach(async () => {
  send('SIGCONT', frozen.splice(0));
  await Promise.all(samplers.splice(0).map((each) => each.stop()));
  for (const collector of collectors.splice(0)) await collector.close?.();
});

function send(signal: NodeJS.Signals, pids: readonly number[]): void {
  for (const pid of pids) process.kill(pid, signal);
}

async function start(): Promise<{ readonly nginx: Nginx; readonly collector: Collector }> {
  const nginx = await startNginx({ conf: CONF });
  const collector = edgeCollector({ status: `http://127.0.0.1:${nginx.portOf('STATUS')}/nginx_status` });
  collectors.push(collector);
  return { nginx, collector };
}

/** Looks at it again and again, as the sidecar does. */
async function sampled() {
  const { nginx, collector } = await start();
  const sampler = new Sampler([collector], SCHEDULE, log);
  samplers.push(sampler);
  sampler.start();
  await until('it is well', () => sampler.snapshots[0]?.status === 'ok');
  return { nginx, sampler, values: () => valuesOf(sampler.snapshots[0]?.reading ?? {}) };
}

describeNginx('an nginx', () => {
  test('that runs tells what it has counted, the looks included', async () => {
    const { nginx, collector } = await start();
    const before = valuesOf(await run(collector));
    const agent = new Agent({ keepAlive: false });
    for (let i = 0; i < 5; i += 1) await get(nginx.url, { agent });
    const after = valuesOf(await run(collector));
    const grown = (name: string) => (after[name] ?? NaN) - (before[name] ?? NaN);
    expect(after['edge_up']).toBe(1);
    expect(grown('edge_requests_total')).toBe(6);
    // The sidecar has kept its own.
    expect(grown('edge_connections_accepted_total')).toBe(5);
    expect(grown('edge_connections_handled_total')).toBe(5);
    expect(after['edge_connections{active}']).toBeGreaterThanOrEqual(1);
    expect(after['edge_connections{writing}']).toBeGreaterThanOrEqual(1);
    expect(after['edge_connections{reading}']).toBe(0);
  });

  test('that takes over another configuration counts on, and is well all the time', async () => {
    const { nginx, sampler, values } = await sampled();
    for (let i = 0; i < 3; i += 1) {
      const before = values()['edge_requests_total'] ?? NaN;
      await nginx.reload();
      const looks = sampler.snapshots[0]?.runs.ok ?? NaN;
      await until('it is looked again', () => (sampler.snapshots[0]?.runs.ok ?? 0) > looks);
      expect(values()['edge_requests_total']).toBeGreaterThan(before);
    }
    expect(sampler.snapshots[0]?.runs).toMatchObject({ error: 0, timeout: 0 });
  });

  test('that is stopped is down, without figures', async () => {
    const { nginx, sampler, values } = await sampled();
    await nginx.quit();
    await until('it is down', () => sampler.snapshots[0]?.status === 'down');
    await until('it is gone', () => sampler.snapshots[0]?.reason === 'refuses connections');
    expect(values()).toEqual({ edge_up: 0 });
  });

  test('that is frozen is down after the deadline, and well again when it goes on', async () => {
    const { nginx, sampler, values } = await sampled();
    frozen.push(nginx.pid, ...nginx.workers());
    send('SIGSTOP', frozen);
    await until('it is down', () => sampler.snapshots[0]?.status === 'down');
    expect(sampler.snapshots[0]).toMatchObject({ reason: 'no answer in 0.3 s', last: { outcome: 'timeout' } });
    expect(values()).toEqual({ edge_up: 0 });

    send('SIGCONT', frozen.splice(0));
    await until('it is well again', () => sampler.snapshots[0]?.status === 'ok');
    expect(values()['edge_up']).toBe(1);
  });

  test('without the page is down, though it serves', async () => {
    const nginx = await startNginx({ conf: CONF });
    const collector = edgeCollector({ status: nginx.url });
    collectors.push(collector);
    await expect(run(collector)).rejects.toMatchObject({ reason: 'answers something else than its figures' });
  });

  test('is shown as the other components are: in deep, as metrics and on the page', async () => {
    const { sampler } = await sampled();
    const { ask } = await serveHealth({ snapshots: sampler.snapshots });
    const { components } = deepAnswer.parse((await ask(PATHS.deep, BEARER)).json);
    expect(components['edge']).toMatchObject({ status: 'ok', connections_active: expect.any(Number) as number });

    const families = readExposition((await ask(PATHS.metrics)).body);
    expect(families.get('my_shop_edge_up')?.samples).toEqual([{ labels: {}, value: 1 }]);
    expect(families.get('my_shop_edge_requests_total')?.type).toBe('counter');
    const states = families.get('my_shop_edge_connections')?.samples.map(({ labels }) => labels['state']);
    expect(states).toEqual(['active', 'reading', 'writing', 'waiting']);

    expect((await ask(PATHS.readiness)).json).toEqual({ status: 'ready', reasons: [] });
    const page = (await ask('/', BEARER)).body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    expect(page).toMatch(/ edge OK Seen .*connections active \d+ connections reading 0 connections writing \d/);
  });
});
