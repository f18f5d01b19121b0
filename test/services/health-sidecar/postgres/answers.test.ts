import * as fc from 'fast-check';
import { deepAnswer } from '../../../../services/health-contract/src';
import type { Collector } from '../../../../services/health-sidecar/src/collector';
import {
  databaseCollector,
  poolerCollector,
  replicationCollector,
} from '../../../../services/health-sidecar/src/postgres';
import type { Connect } from '../../../../services/health-sidecar/src/postgres/connection';
import { look } from './look';

let rows: readonly unknown[] = [];
const told: Connect = () => ({
  ask: () => Promise.resolve({ rows, seconds: 0.001, local: { address: '10.0.0.1', port: 1 } }),
  drop: () => undefined,
});

const login = { user: 'monitor', port: 5432 };
const collectors: readonly Collector[] = [
  databaseCollector({ ...login, host: 'db', name: 'app' }, 1, told),
  replicationCollector({ ...login, name: 'app', members: ['a', 'b'], maxLagSeconds: 5 }, 1, told),
  poolerCollector({ ...login, host: 'pooler' }, 1, told, () => Promise.resolve(['10.0.0.2'])),
];

const keys = fc.constantFrom(
  ...['in_recovery', 'senders', 'receiver', 'connections', 'current_lsn', 'replay_lsn', 'pool_size', 'checked_out'],
  ...['sees_itself', 'address', 'port', 'database', 'name', 'cl_active', 'sv_active', 'maxwait', 'paused'],
);
const value = fc.oneof(
  fc.anything({ maxDepth: 2 }),
  fc.constantFrom(null, -1, NaN, Infinity, '0', '-1', '1e999', true, [], {}),
);
const object = fc.dictionary(keys, value);
const anyRows = fc.array(
  fc.oneof(
    object,
    object.map((seen) => ({ seen })),
    fc.anything(),
  ),
  { maxLength: 3 },
);

test.each(collectors.map((each) => [each.name, each] as const))(
  'whatever rows come, the %s either is understood or is not well',
  async (name, collector) => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (generated) => {
        rows = generated;
        const { reading, error } = await look(collector);
        if (reading === undefined) {
          expect(error).toMatchObject({ name: 'CollectorError', reason: 'its answer was not understood' });
          return;
        }
        // Rows without a pool are those of a pooler that nobody has used yet.
        if (name !== 'pooler') expect(reading.status).toBe('down');
        expect(reading.samples?.filter(({ value: each }) => !Number.isFinite(each)) ?? []).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  },
);

test.each(collectors.map((each) => [each.name, each] as const))(
  'what is told of the %s while it fails has the shape of the API',
  (name, { whenFailed }) => {
    const component = { status: 'down', reason: 'no answer', age_seconds: 1, ...whenFailed?.facts };
    const answer = { status: 'down', checked_at: '2026-01-01T00:00:00Z', components: { [name]: component } };
    expect(deepAnswer.safeParse(answer).error).toBeUndefined();
  },
);
