import type { Name } from '../../../bench/edge/contenders';
import type { Turns } from '../../../bench/edge/rounds';
import type { Turn } from '../../../bench/edge/turns';
import { ratio, verdicts } from '../../../bench/edge/verdicts';

const turn = (perCpuSecond: number, p99: number, busy = 0.9): Turn => ({
  ...{ rate: perCpuSecond * busy, perCpuSecond, busy, p50: 1, p99 },
});
const turns = (ours: readonly Turn[], bare: readonly Turn[]): Turns<Name> =>
  new Map([
    ['ours', ours],
    ['bare', bare],
  ]);
const all = (those: Turns<Name>) => ({ proxy: those, cached: those, tls: those });

describe('verdicts', () => {
  test('compare what was measured in the same round', () => {
    // The machine was twice as slow in the second round.
    const those = turns([turn(90, 2), turn(45, 4), turn(99, 2)], [turn(100, 2), turn(50, 4), turn(100, 2)]);
    expect(ratio(those, 'bare', ({ perCpuSecond }) => perCpuSecond, 'more')).toBeCloseTo(0.9);
    expect(ratio(those, 'bare', ({ p99 }) => p99, 'less')).toBe(1);
  });

  test('say what is met and what is missed, with less being better for times', () => {
    const found = verdicts(all(turns([turn(96, 3)], [turn(100, 2)])));
    expect(found.map(({ what, measured, isMet }) => [what, measured, isMet])).toEqual([
      ['proxying, for a second of CPU', '0.96', true],
      ['proxying, p99', '0.67', false],
      ['kept answers, for a second of CPU', '0.96', true],
      ['kept answers, p99', '0.67', false],
      ['full handshakes, for a second of CPU', '0.96', true],
    ]);
  });

  test('leave times open when others had the core', () => {
    const found = verdicts(all(turns([turn(100, 2, 0.3)], [turn(100, 9, 0.3)])));
    expect(found.map(({ isMet }) => isMet)).toEqual([true, undefined, true, undefined, true]);
  });

  test('do not pass what was not measured', () => {
    expect(verdicts(all(turns([], [])))[0]).toMatchObject({ measured: 'NaN', isMet: false });
  });
});
