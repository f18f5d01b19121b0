import type { Context } from '../e2e/context';
import type { Fault } from '../e2e/faults/fault';
import { Table } from '../e2e/faults/judge/table';
import { Rounds, type Round } from '../e2e/faults/rounds';

interface Figures {
  readonly ms: number;
}
interface Limits {
  readonly most: number;
}
const table = new Table<Figures, Limits>([['ms', (rounds) => rounds.map(({ ms }) => ms).join('+')]]);
const sheet = {
  table,
  missesOf: ({ ms }: Figures, { most }: Limits) => (ms > most ? [`${ms} is more than ${most}`] : []),
  remarks: (rounds: readonly Figures[]) => [`seen ${rounds.length}`],
};
const context = (isLab: boolean) =>
  ({ cluster: { lab: isLab ? {} : undefined }, log: { say: () => undefined } }) as unknown as Context;
const fault: Fault<unknown, Limits> = {
  name: 'f',
  sentence: 'a fault',
  limits: { most: 10 },
  strike: () => Promise.resolve(''),
};
const round = (ms: number, more: Partial<Round<Figures, null>> = {}): Round<Figures, null> => ({
  ...{ figures: { ms }, report: null, note: '' },
  ...more,
});

/** Goes through a fault whose rounds come out so, and resolves with what the step said and the table's line. */
async function gone(
  results: readonly (Round<Figures, null> | Error)[],
  of: Partial<Fault<unknown, Limits>> = {},
  isLab = true,
) {
  const rounds = new Rounds<Figures, Limits, null>(sheet, results.length);
  const step = rounds.step({ ...fault, ...of }, (number) => {
    const result = results[number - 1];
    return result instanceof Error || result === undefined
      ? Promise.reject(result ?? new Error('none'))
      : Promise.resolve(result);
  });
  const seen = await step.run(context(isLab)).catch((error: unknown) => String(error));
  const [, , line = ''] = rounds.report([]).split('\n');
  return { seen, line: line.replaceAll(/ {2,}/g, ' | ') };
}

test('a fault that kept its promises is a line with what was seen', async () => {
  expect(await gone([round(1, { note: 'led by 0' }), round(2)])).toEqual({
    ...{ seen: 'led by 0; seen 2', line: 'a fault | 1+2 | kept | led by 0; seen 2' },
  });
});

test('one that missed them in one round fails, and says with what', async () => {
  expect(await gone([round(1), round(11)])).toEqual({
    ...{ seen: 'CheckFailed: 11 is more than 10', line: 'a fault | 1+11 | MISSED | 11 is more than 10; seen 2' },
  });
});

test('one that could not be gone through with proves nothing, whatever its figures are', async () => {
  expect(await gone([round(1, { failure: 'it did not settle' })])).toMatchObject({
    line: 'a fault | 1 | MISSED | it did not settle; seen 1',
  });
});

test('one that broke down keeps the rounds that it had', async () => {
  expect(await gone([round(1), new Error('no load')])).toEqual({
    ...{ seen: 'Error: no load', line: 'a fault | 1 | FAILED | no load; seen 1' },
  });
});

test.each([{ needsLab: true }, { wide: true }])(
  'what the lab alone can do is left out elsewhere, and no failure: %j',
  async (of) => {
    expect(await gone([round(1)], of, false)).toEqual({
      ...{ seen: 'left out: not the lab', line: 'a fault | left out | not the lab' },
    });
  },
);
