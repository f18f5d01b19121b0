import { liveness, readiness, startup, StartLatch } from '../../../../services/health-sidecar/src/judgement';
import type { Snapshot } from '../../../../services/health-sidecar/src/snapshot';
import { ofPod, snapshot } from '../snapshots';

const app = ofPod({ name: 'app' });
const database = snapshot({ name: 'database' });

const ready = (snapshots: readonly Snapshot[], more: Partial<Parameters<typeof readiness>[0]> = {}) =>
  readiness({ snapshots, isDraining: false, hasStarted: true, mode: 'fail-open', ...more });

describe('liveness', () => {
  test('is good while the loops come round', () => {
    expect(liveness(0)).toEqual({ status: 200, body: { status: 'live' } });
  });

  test('is bad as soon as one is overdue', () => {
    expect(liveness(0.1)).toEqual({ status: 503, body: { status: 'stuck' } });
  });
});

describe('startup', () => {
  test('names what has not answered yet', () => {
    const snapshots = [
      app,
      snapshot({ name: 'database', status: 'down' }),
      snapshot({ name: 'redis', status: 'unknown' }),
    ];
    expect(startup(snapshots, new StartLatch().hasStarted(snapshots))).toEqual({
      status: 503,
      body: { status: 'starting', waiting_for: ['database', 'redis'] },
    });
  });

  test('does not wait for what is not needed', () => {
    const snapshots = [app, ofPod({ name: 'certificates', status: 'down', neededAtStart: false })];
    expect(new StartLatch().hasStarted(snapshots)).toBe(true);
  });

  test('is over for good, even when the collectors begin anew', () => {
    const latch = new StartLatch();
    latch.hasStarted([app]);
    const anew = [ofPod({ name: 'app', status: 'unknown' })];
    expect(startup(anew, latch.hasStarted(anew))).toEqual({
      status: 200,
      body: { status: 'started', waiting_for: [] },
    });
  });

  test('is not over because one look was good and another one bad', () => {
    const latch = new StartLatch();
    expect(latch.hasStarted([ofPod({ name: 'app', status: 'unknown' })])).toBe(false);
    expect(latch.hasStarted([app, snapshot({ name: 'database', status: 'down' })])).toBe(false);
    expect(latch.hasStarted([app, database])).toBe(true);
  });
});

describe('readiness', () => {
  const cases: readonly (readonly [string, Parameters<typeof ready>, number, string])[] = [
    ['all is well', [[app, database]], 200, 'ready'],
    ['nothing is watched', [[]], 200, 'ready'],
    ['it drains, though all is well', [[app], { isDraining: true }], 503, 'draining'],
    ['it drains before it has started', [[app], { isDraining: true, hasStarted: false }], 503, 'draining'],
    [
      'the database has been away since before the start: new pods are needed then too',
      [[app, snapshot({ name: 'database', status: 'down' })], { hasStarted: false }],
      200,
      'degraded',
    ],
    [
      'the database has been away since before the start, and it is strict',
      [[app, snapshot({ name: 'database', status: 'down' })], { hasStarted: false, mode: 'strict' }],
      503,
      'starting',
    ],
    [
      'the app has not been seen before the start',
      [[ofPod({ name: 'app', status: 'unknown' })], { hasStarted: false }],
      503,
      'starting',
    ],
    ['the app is down', [[ofPod({ name: 'app', status: 'down' }), database]], 503, 'not_ready'],
    [
      'the app has not been seen for too long',
      [[ofPod({ name: 'app', status: 'unknown' }), database]],
      503,
      'not_ready',
    ],
    ['the app is degraded', [[ofPod({ name: 'app', status: 'degraded' })]], 200, 'degraded'],
    ['the database is down', [[app, snapshot({ name: 'database', status: 'down' })]], 200, 'degraded'],
    ['the database is unknown', [[app, snapshot({ name: 'database', status: 'unknown' })]], 200, 'degraded'],
    ['the database is degraded', [[app, snapshot({ name: 'database', status: 'degraded' })]], 200, 'degraded'],
    [
      'the database is down, and it is strict',
      [[app, snapshot({ name: 'database', status: 'down' })], { mode: 'strict' }],
      503,
      'not_ready',
    ],
    [
      'the database is unknown, and it is strict',
      [[app, snapshot({ name: 'database', status: 'unknown' })], { mode: 'strict' }],
      503,
      'not_ready',
    ],
    [
      'the database is degraded, and it is strict',
      [[app, snapshot({ name: 'database', status: 'degraded' })], { mode: 'strict' }],
      200,
      'degraded',
    ],
  ];

  test.each(cases)('when %s', (_name, given, status, word) => {
    expect(ready(...given)).toMatchObject({ status, body: { status: word } });
  });

  test('names what is not well, without the reasons', () => {
    const snapshots = [app, snapshot({ name: 'database', status: 'down', reason: 'no answer from 10.0.0.7' })];
    expect(ready(snapshots).body.reasons).toEqual(['database: down']);
  });
});
