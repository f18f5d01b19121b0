import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sample } from '../../../services/health-contract/src';
import { CollectorError, type Collector, type Reading } from '../../../services/health-sidecar/src/collector';
import { Sampler } from '../../../services/health-sidecar/src/sampler';
import type { Snapshot } from '../../../services/health-sidecar/src/snapshot';

const SCHEDULE = { intervalSeconds: 5, timeoutSeconds: 2, staleSeconds: 45, maxBackoffSeconds: 30 };
const OK: Reading = { status: 'ok', samples: sample('app_up', true, {}) };
const lines: { level: string; fields: Record<string, unknown>; message: string | undefined }[] = [];
const write = (level: string) => (fields: object, message?: string) => {
  lines.push({ level, fields: { ...fields }, message });
};
const log = { info: write('info'), warn: write('warn'), error: write('error') } as never;
// No jitter: 0.5 is its middle.
const steady = { now: () => performance.now(), random: () => 0.5 };

let running: Sampler | undefined;
function sampling(collect: Collector['collect'], more: Partial<Collector> = {}): Sampler {
  const sampler = new Sampler([{ name: 'database', scope: 'shared', collect, ...more }], SCHEDULE, log, steady);
  running = sampler;
  sampler.start();
  return sampler;
}
const only = (sampler: Sampler): Snapshot => {
  const [first] = sampler.snapshots;
  if (first === undefined) throw new Error('there is one');
  return first;
};
const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1000);

/** Settles as soon as it is told to stop. */
const silent = (signal: AbortSignal) =>
  new Promise<Reading>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('aborted'));
    });
  });
/** Never settles, whatever it is told. */
const deaf = () => new Promise<Reading>(() => undefined);

beforeEach(() => {
  lines.length = 0;
  jest.useFakeTimers();
});
afterEach(async () => {
  const stopped = running?.stop();
  await jest.advanceTimersByTimeAsync(60_000);
  await stopped;
  jest.useRealTimers();
});

test('before the first answer nothing is known, and nothing is made up', () => {
  const sampler = sampling(silent);
  expect(only(sampler)).toMatchObject({ status: 'unknown', ageSeconds: undefined, reading: undefined });
});

test('a thousand looks at what is known ask nobody anything', async () => {
  let asked = 0;
  const sampler = sampling(() => {
    asked += 1;
    return Promise.resolve(OK);
  });
  await pass(1);
  for (let i = 0; i < 1000; i += 1) expect(only(sampler).status).toBe('ok');
  expect(asked).toBe(1);
});

test('it asks once an interval', async () => {
  let asked = 0;
  sampling(() => {
    asked += 1;
    return Promise.resolve(OK);
  });
  await pass(20.5);
  expect(asked).toBe(5);
});

test('there is never a second run while one lasts', async () => {
  let under = 0;
  let most = 0;
  const sampler = sampling(
    async () => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setTimeout(resolve, 20_000));
      under -= 1;
      return OK;
    },
    { schedule: { timeoutSeconds: 25 } },
  );
  await pass(90);
  expect(most).toBe(1);
  expect(only(sampler).runs.ok).toBeGreaterThan(2);
});

test('who does not answer in time is told to stop, and is down', async () => {
  let aborted = 0;
  const sampler = sampling((signal) => {
    signal.addEventListener('abort', () => (aborted += 1));
    return silent(signal);
  });
  await pass(2.01);
  expect(aborted).toBe(1);
  expect(only(sampler)).toMatchObject({ status: 'down', reason: 'no answer in 2 s', runs: { timeout: 1 } });
});

test('who does not even stop is left behind, and is asked again later', async () => {
  let asked = 0;
  const sampler = sampling(() => {
    asked += 1;
    return asked === 1 ? deaf() : Promise.resolve(OK);
  });
  await pass(3.1);
  expect(only(sampler)).toMatchObject({ status: 'down', last: { outcome: 'timeout' } });
  await pass(10.1);
  expect(only(sampler).status).toBe('ok');
});

test('while it fails the pauses double, up to the longest; then they are short again', async () => {
  const at: number[] = [];
  let works = true;
  sampling(() => {
    at.push(Math.round(performance.now() / 1000));
    return works ? Promise.resolve(OK) : Promise.reject(new Error('no'));
  });
  const pauses = () => at.slice(1).map((each, index) => each - (at[index] ?? 0));
  await pass(1);
  works = false;
  await pass(100);
  expect(pauses()).toEqual([5, 10, 20, 30, 30]);
  works = true;
  await pass(45);
  expect(pauses().at(-1)).toBe(5);
});

test('who has not answered yet is asked as often as all others: it may only be starting', async () => {
  let asked = 0;
  sampling(() => {
    asked += 1;
    return Promise.reject(new Error('no'));
  });
  await pass(50.5);
  expect(asked).toBe(11);
});

test('jitter keeps pods from asking in step', async () => {
  const starts = [0, 1].map((random) => {
    const at: number[] = [];
    const collect = () => {
      at.push(performance.now());
      return Promise.resolve(OK);
    };
    const collector: Collector = { name: 'x', scope: 'pod', collect };
    const sampler = new Sampler([collector], SCHEDULE, log, { ...steady, random: () => random });
    sampler.start();
    return { at, sampler };
  });
  await pass(6);
  const [early, late] = starts.map(({ at }) => (at[1] ?? 0) - (at[0] ?? 0));
  expect([early, late]).toEqual([4500, 5500]);
  await Promise.all(starts.map(({ sampler }) => sampler.stop()));
});

describe('trouble between two looks', () => {
  /** A collector that counts its looks, and tells of trouble when it is told to. */
  const troubled = (collect: () => Promise<Reading> = () => Promise.resolve(OK)) => {
    const at: number[] = [];
    let tell = (): void => undefined;
    const sampler = sampling(
      () => {
        at.push(Math.round(performance.now() - began));
        return collect();
      },
      {
        onTrouble: (told) => {
          tell = told;
        },
      },
    );
    return {
      at,
      sampler,
      tell: () => {
        tell();
      },
    };
  };
  let began = 0;
  beforeEach(() => {
    began = performance.now();
  });

  test('is looked at soon, and then again when an interval is over', async () => {
    const { at, tell } = troubled();
    await pass(2);
    tell();
    await pass(5.5);
    expect(at).toEqual([0, 2050, 7050]);
  });

  test('is looked at at another moment by each pod', async () => {
    const early = [0, 0.999].map((random) => {
      const at: number[] = [];
      let tell = (): void => undefined;
      const collector: Collector = {
        ...{ name: 'x', scope: 'pod' },
        collect: () => {
          at.push(performance.now() - began);
          return Promise.resolve(OK);
        },
        onTrouble: (told) => {
          tell = told;
        },
      };
      const sampler = new Sampler([collector], SCHEDULE, log, { ...steady, random: () => random });
      sampler.start();
      return {
        at,
        sampler,
        tell: () => {
          tell();
        },
      };
    });
    await pass(1);
    for (const { tell } of early) tell();
    await pass(0.3);
    const [first = NaN, last = NaN] = early.map(({ at }) => at[1]);
    expect(last - first).toBeGreaterThan(50);
    await Promise.all(early.map(({ sampler }) => sampler.stop()));
  });

  test('that never ends doubles the looks, and no more', async () => {
    const { at, tell } = troubled();
    for (let i = 0; i < 5000; i += 1) {
      await pass(0.01);
      tell();
    }
    // In 50 s there are ten intervals.
    expect(at.length).toBeGreaterThan(15);
    expect(at.length).toBeLessThanOrEqual(21);
  });

  test('is not forgotten when a look is under way, which may have been there before', async () => {
    const { at, tell } = troubled(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return OK;
    });
    await pass(0.5);
    tell();
    expect(at).toEqual([0]);
    await pass(1);
    expect(at).toEqual([0, 1050]);
  });

  test('that is seen to be one is no second failure: the next look is an interval later', async () => {
    let works = true;
    const { at, sampler, tell } = troubled(() => (works ? Promise.resolve(OK) : Promise.reject(new Error('no'))));
    await pass(2);
    works = false;
    tell();
    await pass(0.2);
    expect(only(sampler).status).toBe('down');
    works = true;
    await pass(5);
    expect(at).toEqual([0, 2050, 7050]);
    expect(only(sampler).status).toBe('ok');
  });

  test('is of no concern to one that was stopped', async () => {
    const { at, sampler, tell } = troubled();
    await pass(1);
    await sampler.stop();
    tell();
    await pass(60);
    expect(at).toEqual([0]);
  });
});

test('a reading that is too old is no reading: its status is unknown and its values are gone', async () => {
  let asked = 0;
  const sampler = sampling(
    () => {
      asked += 1;
      return asked === 1 ? Promise.resolve(OK) : deaf();
    },
    { schedule: { timeoutSeconds: 300, staleSeconds: 45 } },
  );
  await pass(44);
  expect(only(sampler)).toMatchObject({ status: 'ok', reading: { samples: [{ name: 'app_up', value: 1 }] } });
  await pass(2);
  expect(only(sampler)).toMatchObject({ status: 'unknown', reading: undefined });
});

test('a wall clock that jumps changes neither ages nor pauses', async () => {
  let asked = 0;
  const sampler = sampling(() => {
    asked += 1;
    return Promise.resolve(OK);
  });
  await pass(1);
  for (const year of ['1970-01-01', '2099-01-01']) {
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(year));
    expect(only(sampler)).toMatchObject({ status: 'ok' });
    expect(only(sampler).ageSeconds).toBeLessThan(2);
    now.mockRestore();
  }
  expect(asked).toBe(1);
});

test('what a driver says is for the log; only a reason that was meant to be shown is shown', async () => {
  const sampler = sampling(() => Promise.reject(new Error('password authentication failed for user "app"')));
  await pass(0.1);
  expect(only(sampler).reason).toBe('the check failed; the log of the sidecar says why');
  const told = sampling(() => Promise.reject(new CollectorError('the password is refused')));
  await pass(0.1);
  expect(only(told).reason).toBe('the password is refused');
});

test('a collector that throws before it returns a promise is a failure like any other', async () => {
  const sampler = sampling(() => {
    throw new Error('at once');
  });
  await pass(0.1);
  expect(only(sampler)).toMatchObject({ status: 'down', runs: { error: 1 } });
});

test('a failure has the values that the collector names for it', async () => {
  const sampler = sampling(silent, { whenFailed: { samples: sample('database_up', false, {}) } });
  await pass(2.1);
  expect(only(sampler).reading?.samples).toMatchObject([{ name: 'database_up', value: 0 }]);
});

test('a row of failures is one line of the log, and so is its end', async () => {
  let works = false;
  sampling(() => (works ? Promise.resolve(OK) : Promise.reject(new Error('no'))));
  await pass(100);
  works = true;
  await pass(60);
  expect(lines.map(({ level, message }) => `${level}: ${String(message)}`)).toEqual([
    'warn: does not answer',
    'info: answers again',
  ]);
});

test('what is seen to change is a line of the log too: a cluster without a primary answers', async () => {
  let reading: Reading = OK;
  sampling(() => Promise.resolve(reading));
  await pass(20);
  reading = { status: 'down', reason: 'there is no primary' };
  await pass(20);
  reading = OK;
  await pass(20);
  expect(lines.map(({ level, message, fields }) => `${level}: ${String(message)} ${String(fields['reason'])}`)).toEqual(
    ['warn: is down there is no primary', 'info: is well again undefined'],
  );
});

test('it is overdue when a loop does not come round, and not while a collector merely fails', async () => {
  const failing = sampling(() => Promise.reject(new Error('no')));
  await pass(600);
  expect(failing.overdueSeconds).toBe(0);
  await failing.stop();
  // Nothing turns any more, as in a process whose timers do not come.
  await pass(60);
  expect(failing.overdueSeconds).toBeGreaterThan(10);
});

test('told to stop, it ends runs that last, and closes what is kept', async () => {
  let closed = false;
  let aborted = false;
  const sampler = sampling(
    (signal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return silent(signal);
    },
    {
      close: () => {
        closed = true;
      },
    },
  );
  await pass(0.5);
  await sampler.stop();
  expect({ closed, aborted, lines }).toEqual({ closed: true, aborted: true, lines: [] });
});

test('runs that are over leave nothing behind', async () => {
  const signals: WeakRef<AbortSignal>[] = [];
  sampling((signal) => {
    signals.push(new WeakRef(signal));
    return Promise.resolve(OK);
  });
  await pass(500);
  // The next turn of the real loop: what was looked at in this one cannot be collected.
  jest.useRealTimers();
  await new Promise((resolve) => setImmediate(resolve));
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
  expect(signals.length).toBeGreaterThan(90);
  expect(signals.filter((each) => each.deref() !== undefined).length).toBeLessThan(5);
  jest.useFakeTimers();
});

test('a collector that wants to be asked seldom is not stuck between, nor unknown', async () => {
  const sampler = sampling(() => Promise.resolve(OK), { schedule: { intervalSeconds: 600 } });
  await pass(599);
  expect(sampler.overdueSeconds).toBe(0);
  expect(only(sampler).status).toBe('ok');
  await pass(1000);
  expect(only(sampler).runs.ok).toBe(3);
});

const cycle: Record<string, unknown> = {};
cycle['of'] = cycle;
test.each([
  ['nothing', undefined],
  ['a word', 'ok'],
  ['a status that there is not', { status: 'great' }],
  ['unknown, which is for the sampler to say', { status: 'unknown' }],
  ['facts in a circle', { status: 'ok', facts: cycle }],
  ['facts that JSON cannot say', { status: 'ok', facts: { count: 1n } }],
  ['facts that are a word', { status: 'ok', facts: 'fine' }],
  ['facts that are null', { status: 'ok', facts: null }],
  ['a reason that is no text', { status: 'down', reason: { of: 1 } }],
  ['samples that are no list', { status: 'ok', samples: {} }],
])('a collector that gives %s is down, and is asked again', async (_, given) => {
  const sampler = sampling(() => Promise.resolve(given as never));
  await pass(1);
  expect(only(sampler)).toMatchObject({
    status: 'down',
    reason: 'its collector gave what is no reading',
    runs: { error: 1 },
  });
  await pass(30);
  expect(only(sampler).runs.error).toBeGreaterThan(1);
});

test('what a collector tells when it fails is left out when it makes no sense', async () => {
  const sampler = sampling(() => Promise.reject(new CollectorError('away')), { whenFailed: { facts: cycle } });
  await pass(1);
  expect(only(sampler)).toMatchObject({ status: 'down', reason: 'away' });
  expect(only(sampler).reading?.facts).toBeUndefined();
});

test('a collector that does not close holds nobody up', async () => {
  jest.useRealTimers();
  const close = () => new Promise<void>(() => undefined);
  const sampler = new Sampler([{ name: 'own', scope: 'shared', collect: silent, close }], SCHEDULE, log, steady);
  sampler.start();
  await sampler.stop();
  jest.useFakeTimers();
}, 4000);
