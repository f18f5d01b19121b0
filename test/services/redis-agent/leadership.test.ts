import type { Answer, Api } from '../../../services/redis-agent/src/kubernetes';
import { Lease } from '../../../services/redis-agent/src/leadership';

/** The API server, with one Lease in it. */
class FakeApi {
  version = 1;
  spec: { holderIdentity?: string; leaseTransitions?: number } | undefined;
  away = false;
  exists = true;
  created: unknown[] = [];
  readonly call: Api = (method, path, body) => {
    if (this.away) return Promise.reject(new Error('ECONNREFUSED'));
    if (method === 'GET') return this.answer(this.exists ? 200 : 404);
    if (method === 'POST') {
      this.created.push({ path, body });
      if (this.exists) return this.answer(409);
      this.exists = true;
      return this.answer(201);
    }
    const { metadata, spec } = body as { metadata: { resourceVersion: string }; spec: object };
    if (metadata.resourceVersion !== String(this.version)) return this.answer(409);
    this.version += 1;
    this.spec = spec;
    return this.answer(200);
  };
  private answer(status: number): Promise<Answer> {
    return Promise.resolve({ status, body: { metadata: { resourceVersion: String(this.version) }, spec: this.spec } });
  }
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

function world() {
  const api = new FakeApi();
  const clock = { now: 0 };
  const lease = (name: string) => new Lease(api.call, '/leases/shop', name, silent, () => clock.now);
  return { api, clock, one: lease('one'), two: lease('two') };
}

describe('the Lease', () => {
  test('is had by the first that asks, and by no other', async () => {
    const { one, two, api } = world();
    await one.renew();
    await two.renew();
    expect([one.isMine, two.isMine, two.holder, api.spec?.holderIdentity]).toEqual([true, false, 'one', 'one']);
  });

  test('is made by the first that asks, where there is none', async () => {
    const { one, two, api } = world();
    api.exists = false;
    await one.renew();
    await two.renew();
    expect([one.isMine, two.isMine]).toEqual([true, false]);
    expect(api.created).toEqual([
      { path: '/leases', body: { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'shop' } } },
    ]);
  });

  test('is had by one of two that make it at the same time', async () => {
    const { one, two, api } = world();
    api.exists = false;
    await Promise.all([one.renew(), two.renew()]);
    expect(api.created).toHaveLength(2);
    expect([one.isMine, two.isMine].filter((isMine) => isMine)).toHaveLength(1);
  });

  test('is given up in time by a holder that cannot renew it, before another takes it', async () => {
    const { one, two, api, clock } = world();
    await one.renew();
    await two.renew();
    api.away = true;
    await expect(one.renew()).rejects.toThrow('ECONNREFUSED');
    clock.now = 6001;
    expect(one.isMine).toBe(false);
    api.away = false;
    clock.now = 9999;
    await two.renew();
    expect(two.isMine).toBe(false);
    clock.now = 10_001;
    await two.renew();
    expect([one.isMine, two.isMine, api.spec?.leaseTransitions]).toEqual([false, true, 2]);
  });

  test('stays with a holder that renews it', async () => {
    const { one, two, clock } = world();
    for (let i = 0; i < 10; i += 1) {
      await one.renew();
      await two.renew();
      clock.now += 3000;
    }
    expect([one.isMine, two.isMine]).toEqual([true, false]);
  });

  test('is free at once when it is let go', async () => {
    const { one, two } = world();
    await one.renew();
    await one.release();
    await two.renew();
    expect([one.isMine, two.isMine]).toEqual([false, true]);
  });

  test('goes to one of two that try at the same time', async () => {
    const { one, two } = world();
    await Promise.all([one.renew(), two.renew()]);
    expect([one.isMine, two.isMine].filter(Boolean)).toHaveLength(1);
  });
});
