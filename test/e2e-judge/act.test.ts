import { mkdtempSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { act, type Scene } from '../e2e/faults/act';
import type { Fault } from '../e2e/faults/fault';
import { Lock } from '../e2e/faults/lock';
import type { Context } from '../e2e/context';

type Stage = Scene<Fault<Stage, object>>;

const folder = mkdtempSync(join(tmpdir(), 'act-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What was done, in order; `fails` is the step that does not succeed. */
async function play(fails: string | undefined, of: Partial<Fault<Stage, object>> = {}, lock = new Lock(undefined)) {
  const done: string[] = [];
  const controller = new AbortController();
  const step = (name: string) => {
    done.push(name);
    return name === fails ? Promise.reject(new Error(`${name} failed`)) : Promise.resolve();
  };
  const context = { signal: controller.signal, namespace: 'n', log: { say: () => undefined } } as unknown as Context;
  const stage: Stage = {
    context,
    settle: () => step('settle'),
    warm: () => step('warm'),
    hold: (seconds) => step(`hold ${seconds}`),
    whole: () => step('whole'),
  };
  const fault: Fault<Stage, object> = {
    ...{ name: 'f', sentence: 's', limits: {} },
    strike: async () => {
      await step('strike');
      return 'said';
    },
    mend: () => step('mend'),
    ...of,
  };
  const result = await act(fault, stage, lock).catch((error: unknown) => error);
  return { done, result, controller };
}

test('a fault happens to a cluster that is well and under load, which is then watched until it is well again', async () => {
  const { done, result } = await play(undefined);
  expect(done).toEqual(['settle', 'warm', 'strike', 'hold 10', 'whole', 'mend']);
  expect(result).toEqual({ said: 'said', failure: undefined });
});

test('some are watched for longer', async () => {
  expect((await play(undefined, { holdSeconds: 30 })).done).toContain('hold 30');
});

test.each(['settle', 'warm'])('without its ground nothing is done: %s', async (name) => {
  const { done, result } = await play(name);
  expect(done).not.toContain('strike');
  expect(done).not.toContain('mend');
  expect(result).toMatchObject({ failure: new Error(`${name} failed`) });
});

test.each(['strike', 'whole'])('what a fault left behind is mended, though it failed: %s', async (name) => {
  const { done, result } = await play(name);
  expect(done.at(-1)).toBe('mend');
  expect(result).toMatchObject({ failure: new Error(`${name} failed`) });
});

test('while everybody is disturbed the lock is held, and let go in the end', async () => {
  const path = join(folder, 'lock');
  const held: boolean[] = [];
  const strike = () => {
    held.push(existsSync(path));
    return Promise.reject(new Error('no'));
  };
  await play(undefined, { wide: true, strike }, new Lock(path));
  await play(undefined, { strike }, new Lock(path));
  expect([...held, existsSync(path)]).toEqual([true, false, false]);
});
