import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const tests = __dirname;
const sources = resolve(tests, '../../../services/postgres');
const python = spawnSync('python3', ['--version']).status === 0;

/** The supervisor is Python, as Patroni is, and so are its tests; here they are run and their output is shown. */
(python ? test : test.skip)(
  'the supervisor of Postgres passes its own tests (skipped where there is no python3)',
  () => {
    const { status, stderr } = spawnSync('python3', ['-m', 'unittest', 'discover', '--start-directory', tests], {
      encoding: 'utf8',
      env: {
        ...process.env,
        PYTHONPATH: [sources, tests, join(tests, 'stubs')].join(':'),
        PYTHONDONTWRITEBYTECODE: '1',
      },
    });
    if (status !== 0) throw new Error(stderr);
    expect(Number(/Ran (\d+) tests/.exec(stderr)?.[1])).toBeGreaterThan(30);
  },
  120_000,
);
