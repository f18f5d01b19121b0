import { until } from '../../redis/cluster';
import { describeNginx } from '../describe';
import { startPods } from '../pods';
import { ask } from './client';
import { startEdge, type TestRoute } from './edge';

jest.setTimeout(30_000);

const split = async (canaryPercent: number, more: TestRoute['policy'] = {}) => {
  const [stable] = await startPods('stable');
  const [canary] = await startPods('canary');
  const routes: TestRoute[] = [{ path: '/', to: 'app', canary: 'app-canary', policy: { canaryPercent, ...more } }];
  const edge = await startEdge({ routes }, { app: [stable], 'app-canary': [canary] });
  const versionFor = async (client: number, headers: Record<string, string> = {}) => {
    const from = `127.${client % 250}.1.${1 + Math.floor(client / 250)}`;
    return (await ask(edge.url, { from, headers: { 'user-agent': 'browser', ...headers } })).headers['x-upstream'];
  };
  const versions = async (clients: number) => {
    const found: unknown[] = [];
    for (let client = 0; client < clients; client += 1) found.push(await versionFor(client));
    return found;
  };
  await until('both are there', async () => !(await versions(20)).includes(undefined));
  return { stable, canary, edge, versionFor, versions };
};

describeNginx('a canary behind the edge', () => {
  test('gets about its part of the clients, each the same version again and again', async () => {
    const { versions } = await split(20);
    const first = await versions(300);
    const some = first.filter((version) => version === 'canary').length;
    // 60 would be exact; the addresses are always the same ones, and so is the result.
    expect(some).toBeGreaterThan(40);
    expect(some).toBeLessThan(80);
    expect(await versions(300)).toEqual(first);
  });

  test.each([
    [0, ['stable']],
    [100, ['canary']],
  ])('gets with %i percent none or all of them', async (percent, expected) => {
    const { versions } = await split(percent);
    expect([...new Set(await versions(40))]).toEqual(expected);
  });

  test('leaves clients with their pod that stay with one', async () => {
    const { versions } = await split(50, { affinity: 'cookie' });
    const first = await versions(30);
    expect(new Set(first)).toEqual(new Set(['stable', 'canary']));
    expect(await versions(30)).toEqual(first);
  });

  test('that is gone takes its clients with it, and no others', async () => {
    const { canary, edge, versions } = await split(50, { retries: { attempts: 1 } });
    const first = await versions(30);
    await canary.close();
    expect(await versions(30)).toEqual(first.map((version) => (version === 'canary' ? undefined : version)));
    expect(edge.errorLog()).toMatch(/Connection refused/);
  });
});
