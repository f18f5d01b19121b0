import { deep, replication, worstOf } from '../../../../services/health-sidecar/src/judgement';
import { ofPod, snapshot } from '../snapshots';

const now = new Date('2026-01-02T03:04:05.678Z');

describe('the status of all', () => {
  test.each([
    [['ok', 'ok'], 'ok'],
    [['ok', 'degraded'], 'degraded'],
    [['degraded', 'unknown'], 'unknown'],
    [['unknown', 'down', 'ok'], 'down'],
    [[], 'unknown'],
  ] as const)('of %j is %s', (statuses, status) => {
    expect(worstOf(statuses)).toBe(status);
  });

  test('a database that is away is `down` and an alarm, though the pods stay in service', () => {
    const judged = deep([ofPod({ name: 'app' }), snapshot({ name: 'database', status: 'down' })], now);
    expect(judged).toMatchObject({ status: 503, body: { status: 'down' } });
  });

  test('what is degraded is no alarm', () => {
    expect(deep([snapshot({ name: 'redis', status: 'degraded' })], now).status).toBe(200);
  });

  test('what nobody has looked at is one', () => {
    expect(deep([snapshot({ name: 'redis', status: 'unknown' })], now).status).toBe(503);
  });
});

describe('components', () => {
  test('tell status, reason, age and facts', () => {
    const reading = { status: 'degraded', facts: { latency_ms: 1.5, pool_size: 20, checked_out: 19 } } as const;
    const { body } = deep(
      [
        snapshot({
          name: 'database',
          status: 'degraded',
          reason: 'the pool is nearly used up',
          ageSeconds: 2.34567,
          reading,
        }),
      ],
      now,
    );
    expect(body).toEqual({
      status: 'degraded',
      checked_at: '2026-01-02T03:04:05.678Z',
      components: {
        database: {
          ...{ status: 'degraded', reason: 'the pool is nearly used up', age_seconds: 2.346 },
          ...{ latency_ms: 1.5, pool_size: 20, checked_out: 19 },
        },
      },
    });
  });

  test.each([
    ['database', { latency_ms: null, pool_size: null, checked_out: null }],
    ['redis', { latency_ms: null, hit_ratio: null }],
    ['replication', { replicas: {} }],
    ['system', { cpu_percent: null, memory_percent: null, load_average: [] }],
  ])('%s keeps its form when there is no reading', (name, facts) => {
    const { components } = deep([snapshot({ name, status: 'unknown' })], now).body;
    expect(components[name]).toEqual({ status: 'unknown', age_seconds: null, ...facts });
  });

  test('a number that is none is null, and not 0', () => {
    const reading = { status: 'ok', facts: { hit_ratio: NaN, latency_ms: -1 } } as const;
    expect(deep([snapshot({ name: 'redis', reading })], now).body.components.redis).toMatchObject({
      hit_ratio: null,
      latency_ms: null,
    });
  });

  test('a fact cannot speak over the status', () => {
    const reading = { status: 'down', facts: { status: 'ok', age_seconds: 0 } } as const;
    const { components } = deep([snapshot({ name: 'redis', status: 'down', reading, ageSeconds: 9 })], now).body;
    expect(components.redis).toMatchObject({ status: 'down', age_seconds: 9 });
  });
});

describe('replication', () => {
  const facts = {
    primary: 'shop-postgres-0',
    expected_replicas: 2,
    replicas: {
      'shop-postgres-1': { status: 'streaming', lag_seconds: 0, lag_bytes: 0, state: 'streaming' },
      'shop-postgres-2': { status: 'missing', lag_seconds: null, lag_bytes: null },
    },
  };

  test('is what the component has found', () => {
    const reading = { status: 'degraded', facts } as const;
    const judged = replication([
      snapshot({ name: 'replication', status: 'degraded', reason: 'one is missing', reading }),
    ]);
    expect(judged).toEqual({
      status: 200,
      body: { status: 'degraded', reason: 'one is missing', age_seconds: 1.5, ...facts },
    });
  });

  test('a replica of which nobody knows is unknown, and its lag too', () => {
    const reading = {
      status: 'ok',
      facts: { replicas: { a: null, b: { status: 'fine', lag_seconds: '3' } } },
    } as const;
    expect(replication([snapshot({ name: 'replication', reading })])?.body.replicas).toEqual({
      a: { status: 'unknown', lag_seconds: null, lag_bytes: null },
      b: { status: 'unknown', lag_seconds: null, lag_bytes: null },
    });
  });

  test('without a reading is unknown, with nulls', () => {
    expect(replication([snapshot({ name: 'replication', status: 'unknown' })])).toEqual({
      status: 503,
      body: { status: 'unknown', age_seconds: null, primary: null, expected_replicas: null, replicas: {} },
    });
  });

  test('is nothing where it is not watched', () => {
    expect(replication([ofPod({ name: 'app' })])).toBeUndefined();
  });
});
