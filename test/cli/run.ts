/** The command, called in this process or as one of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const program = join(root, 'build/bin/scaleout.js');

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Calls a command's function and catches what it says. */
export function call(work: () => number): Outcome {
  const said = { out: '', err: '' };
  const say = (to: 'out' | 'err') => (text: unknown) => {
    said[to] += `${String(text)}\n`;
  };
  const spies = [
    jest.spyOn(console, 'log').mockImplementation(say('out')),
    jest.spyOn(console, 'error').mockImplementation(say('err')),
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said.out += String(text);
      return true;
    }),
  ];
  try {
    return { code: work(), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Bundles the command when it has not been: `npm test` does so before. */
export function build(): void {
  if (existsSync(program)) return;
  const { status, stderr } = spawnSync(process.execPath, ['tools/bundle.mjs'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** Runs `scaleout ARGS` as a process. */
export function run(
  args: readonly string[],
  options: { cwd?: string; input?: string; env?: Readonly<Record<string, string>> } = {},
): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: options.cwd ?? root,
    input: options.input ?? '',
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...options.env },
  });
  return { code: status, out: stdout, err: stderr };
}

/** Every file of a folder with its text, hidden ones too. */
export function contents(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}
