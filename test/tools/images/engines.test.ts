import { engines, pickEngine, sizeOf } from '../../../tools/images/engines';
import { pasteable, run, tail, type Outcome, type Run } from '../../../tools/images/run';

const outcome = (code: number, log = ''): Outcome => ({ code, stdout: log, log });

/** A machine where each tool answers its probe as given; tools that are not mentioned are not installed. */
const machine =
  (tools: Readonly<Record<string, Outcome>>): Run =>
  ([tool = '']) =>
    Promise.resolve(tools[tool] ?? outcome(127));

describe('the tool', () => {
  test.each([
    ['all work', { docker: outcome(0), podman: outcome(0), buildah: outcome(0) }, 'docker'],
    [
      'docker has no engine',
      { docker: outcome(1, 'Cannot connect'), podman: outcome(0), buildah: outcome(0) },
      'podman',
    ],
    ['only buildah is there', { buildah: outcome(0) }, 'buildah'],
    ['none is there', {}, undefined],
  ])('when %s', async (_name, tools, expected) => {
    const { engine } = await pickEngine(machine(tools), engines);
    expect(engine?.name).toBe(expected);
  });

  test('that does not work is reported with the reason and a remedy', async () => {
    const { unusable } = await pickEngine(
      machine({ docker: outcome(1, 'Version: 29\nCannot connect to the daemon') }),
      engines,
    );
    expect(unusable.map(({ engine, why }) => [engine.name, why])).toEqual([
      ['docker', expect.stringMatching(/^Cannot connect to the daemon Remedy: start the Docker engine/)],
      ['podman', 'not installed'],
      ['buildah', 'not installed'],
    ]);
  });
});

test.each([
  ['226012345', '226 MB'],
  ['226 MB', '226 MB'],
  ['', undefined],
])('a size of %j reads %j', async (said, expected) => {
  expect(await sizeOf(() => Promise.resolve(outcome(0, `${said}\n`)), engines[0], 'x')).toBe(expected);
});

describe('running a command', () => {
  test('a command that does not exist ends with 127, as in a shell', async () => {
    expect(await run(['no-such-command-anywhere'])).toMatchObject({ code: 127 });
  });

  test('collects both streams, and standard output by itself', async () => {
    const script = 'console.log("out"); console.error("err"); process.exitCode = 3';
    const { code, stdout, log } = await run([process.execPath, '-e', script]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: 'out\n' });
    expect(log).toContain('err');
  });

  test('a printed command can be pasted into a shell', () => {
    expect(pasteable(['docker', 'build', '--label', "it's $HOME", '.'])).toBe(
      "docker build --label 'it'\\''s $HOME' .",
    );
  });

  test('the tail of a log is its last lines', () => {
    expect(tail('a\nb\nc\n', 2)).toBe('b\nc');
  });
});
