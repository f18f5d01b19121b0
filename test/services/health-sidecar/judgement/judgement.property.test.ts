import {
  deepAnswer,
  livenessAnswer,
  readinessAnswer,
  replicationAnswer,
  startupAnswer,
  STATUSES,
} from '@scaleout/health-contract';
import fc from 'fast-check';
import {
  deep,
  liveness,
  readiness,
  replication,
  startup,
  StartLatch,
} from '../../../../services/health-sidecar/src/judgement';
import type { Snapshot } from '../../../../services/health-sidecar/src/snapshot';
import { snapshot } from '../snapshots';

const facts = fc.oneof(
  fc.dictionary(fc.string(), fc.jsonValue()),
  fc.record(
    {
      latency_ms: fc.anything(),
      pool_size: fc.jsonValue(),
      hit_ratio: fc.double(),
      replicas: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())),
      load_average: fc.oneof(fc.jsonValue(), fc.array(fc.double())),
      cpu_percent: fc.double(),
      primary: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
);

const component = fc
  .record({
    name: fc.oneof(
      fc.constantFrom('app', 'database', 'redis', 'replication', 'system'),
      fc.stringMatching(/^[a-z_]{1,12}$/),
    ),
    scope: fc.constantFrom('pod', 'shared'),
    status: fc.constantFrom(...STATUSES),
    neededAtStart: fc.boolean(),
    hasAnswered: fc.boolean(),
    reason: fc.option(fc.string(), { nil: undefined }),
    ageSeconds: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined }),
    facts,
  })
  .map(({ facts: known, ...given }): Snapshot => {
    const { status } = given;
    return snapshot({ ...given, reading: status === 'unknown' ? undefined : { status, facts: known } });
  });

const snapshots = fc.uniqueArray(component, { selector: ({ name }) => name, maxLength: 8 });
const asSent = (body: unknown): unknown => JSON.parse(JSON.stringify(body));

test('what is told of all components always has the promised form, and its HTTP status agrees', () => {
  fc.assert(
    fc.property(snapshots, (known) => {
      const { status, body } = deep(known, new Date());
      expect(deepAnswer.parse(asSent(body)).status).toBe(body.status);
      expect(status === 200).toBe(body.status === 'ok' || body.status === 'degraded');
      if (body.status === 'ok') expect(known.map((each) => each.status)).not.toContain('unknown');
      expect(Object.keys(body.components)).toEqual(expect.arrayContaining(known.map(({ name }) => name)));
    }),
  );
});

test('so does what is told of replication', () => {
  fc.assert(
    fc.property(snapshots, (known) => {
      const judged = replication(known);
      if (judged === undefined) return;
      replicationAnswer.parse(asSent(judged.body));
      expect(judged.status === 200).toBe(judged.body.status === 'ok' || judged.body.status === 'degraded');
    }),
  );
});

test('so do the probes, and none is good over something unknown', () => {
  const world = fc.record({
    known: snapshots,
    isDraining: fc.boolean(),
    wasStarted: fc.boolean(),
    mode: fc.constantFrom('fail-open' as const, 'strict' as const),
    overdue: fc.double({ min: 0, max: 1000, noNaN: true }),
  });
  fc.assert(
    fc.property(world, ({ known, isDraining, wasStarted, mode, overdue }) => {
      const hasStarted = wasStarted || new StartLatch().hasStarted(known);
      const ready = readiness({ snapshots: known, isDraining, hasStarted, mode });
      readinessAnswer.parse(asSent(ready.body));
      expect(ready.status === 200).toBe(['ready', 'degraded'].includes(ready.body.status));
      if (ready.body.status === 'ready') {
        expect(ready.body.reasons).toEqual([]);
        expect(known.every(({ status }) => status === 'ok')).toBe(true);
      }
      if (ready.status === 200) {
        expect(isDraining).toBe(false);
        expect(known.some(({ scope, status }) => scope === 'pod' && ['down', 'unknown'].includes(status))).toBe(false);
      }
      const live = liveness(overdue);
      livenessAnswer.parse(live.body);
      expect(live.status === 200).toBe(overdue === 0);
      const start = startup(known, hasStarted);
      startupAnswer.parse(start.body);
      expect(start.status === 200).toBe(start.body.waiting_for.length === 0);
    }),
  );
});
