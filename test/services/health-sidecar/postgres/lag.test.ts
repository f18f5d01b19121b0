import * as fc from 'fast-check';
import { Marks, secondsBehind, type Behind, type Mark } from '../../../../services/health-sidecar/src/postgres/lag';

/** The primary wrote 100 bytes each 5 s, and 20 s ago it was at 600. */
const marks: readonly Mark[] = [0, 5, 10, 15, 20].map((at) => ({ at, lsn: 600 + at * 20 }));

const table: readonly (readonly [string, Partial<Behind>, number | null])[] = [
  ['nothing is known', { marks: [] }, null],
  ['only the age of the last transaction is known', { marks: [], replayAge: 3 }, 3],
  ['only what the primary measured is known', { marks: [], replayLag: 0.2 }, 0.2],
  ['clocks differ', { marks: [], replayAge: -0.01 }, 0],
  ['a replica has all of 10 s ago and not all of 5 s ago', { replayed: 850 }, 10],
  ['what was measured lies between both', { replayed: 850, replayLag: 7 }, 7],
  ['what was measured is of long ago', { replayed: 850, replayLag: 0.001 }, 5],
  ['what was measured is more than can be', { replayed: 850, replayLag: 60 }, 10],
  ['the night was quiet, and something was written just now', { replayed: 900, replayAge: 28_800 }, 5],
  ['something was written just now and measured', { replayed: 900, replayAge: 28_800, replayLag: 0.002 }, 0.002],
  ['a replica is further behind than is remembered', { replayed: 10, replayAge: 4000 }, 4000],
  ['a replica is further behind than is remembered, and no more is known', { replayed: 10 }, null],
  ['where it is, is not known', { replayed: null, replayAge: 2 }, 2],
];

test.each(table)('when %s', (_, known, seconds) => {
  expect(secondsBehind({ replayed: null, replayAge: null, replayLag: null, marks, ...known })).toBe(seconds);
});

const maybe = (arbitrary: fc.Arbitrary<number>) => fc.option(arbitrary, { nil: null });
const time = fc.double({ min: 0, max: 1e6, noNaN: true });

test('a lag is never negative and never more than the age of what was replayed', () => {
  const steps = fc.array(fc.tuple(fc.nat(100), fc.nat(1000)), { maxLength: 20 });
  fc.assert(
    fc.property(steps, maybe(fc.nat(5000)), maybe(time), maybe(time), (all, replayed, replayAge, replayLag) => {
      let mark: Mark = { at: 0, lsn: 0 };
      const found = all.map(([seconds, bytes]) => (mark = { at: mark.at + seconds, lsn: mark.lsn + bytes }));
      const seconds = secondsBehind({ replayed, replayAge, replayLag, marks: found });
      if (seconds === null) return;
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(seconds).toBeLessThanOrEqual(Math.max(replayAge ?? Infinity, mark.at));
    }),
  );
});

test('the true lag of a replica that replays some seconds late lies within a look of what is told', () => {
  const interval = 5;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 90 }),
      (late, bytes) => {
        const ends = bytes.reduce<number[]>((all, each) => [...all, (all.at(-1) ?? 0) + each], []);
        const remembered = new Marks();
        let found: readonly Mark[] = [];
        for (let at = 0; at < ends.length; at += interval) found = remembered.add('a', { at, lsn: ends[at] ?? 0 });
        const now = found.at(-1)?.at ?? 0;
        const replayed = ends[now - late] ?? 0;
        const seconds = secondsBehind({ replayed, replayAge: null, replayLag: null, marks: found });
        expect(Math.abs((seconds ?? Infinity) - late)).toBeLessThanOrEqual(interval);
      },
    ),
  );
});

test('the log of another primary is not compared with that of the one before', () => {
  const remembered = new Marks();
  remembered.add('a', { at: 0, lsn: 100 });
  expect(remembered.add('b', { at: 5, lsn: 200 })).toEqual([{ at: 5, lsn: 200 }]);
  expect(remembered.add('b', { at: 10, lsn: 50 })).toEqual([{ at: 10, lsn: 50 }]);
});

test('a quiet night takes no memory, and a busy one a bounded part', () => {
  const quiet = new Marks();
  for (let at = 0; at < 5000; at += 1) quiet.add('a', { at, lsn: 7 });
  expect(quiet.add('a', { at: 5000, lsn: 8 }).map(({ at }) => at)).toEqual([0, 4999, 5000]);
  const busy = new Marks();
  for (let at = 0; at < 5000; at += 1) busy.add('a', { at, lsn: at });
  expect(busy.add('a', { at: 5000, lsn: 5000 })).toHaveLength(1000);
});
