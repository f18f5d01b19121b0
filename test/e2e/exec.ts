import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { errorText } from './fail';

/** What a command left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run. */
export interface ExecOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Written to its standard input. */
  readonly input?: string;
  /** Ends it early. */
  readonly signal?: AbortSignal;
  /** Ends it when it takes longer. */
  readonly seconds?: number;
  /** Gets each line of both streams as it comes. */
  readonly onLine?: (line: string) => void;
}

/** A command that failed, with what it said. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';

  constructor(
    readonly command: readonly string[],
    readonly outcome: Outcome,
  ) {
    const said = `${outcome.stdout}\n${outcome.stderr}`.trim().split('\n').slice(-30).join('\n');
    super(`exit code ${outcome.code} from: ${command.join(' ').slice(0, 400)}\n${said}`);
  }
}

/** Runs a command without a shell. A failing command is an outcome like any other; only an abort rejects. */
export function exec([file = '', ...args]: readonly string[], options: ExecOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      // In a group of its own: a Ctrl-C at the terminal reaches this process alone, which then ends what has to end, in order.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let reason: 'aborted' | 'late' | undefined;
    const end = (why: 'aborted' | 'late') => () => {
      reason ??= why;
      killGroup(child.pid);
    };
    const onAbort = end('aborted');
    const timer = options.seconds === undefined ? undefined : setTimeout(end('late'), options.seconds * 1000);
    options.signal?.addEventListener('abort', onAbort, { once: true });
    if (options.signal?.aborted === true) onAbort();

    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    if (options.onLine !== undefined) {
      for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', options.onLine);
    }
    // A command that ends without reading its input is no failure of ours.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');

    const settle = (outcome: Outcome) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      if (reason === 'aborted') reject(new Error('interrupted'));
      else if (reason === 'late')
        resolve({ ...outcome, code: 124, stderr: `${stderr}\nended after ${options.seconds ?? 0} s` });
      else resolve(outcome);
    };
    child.once('error', (error) => {
      settle({ code: 127, stdout, stderr: stderr + errorText(error) });
    });
    child.once('close', (code) => {
      settle({ code: code ?? 1, stdout, stderr });
    });
  });
}

/** Runs a command that has to succeed. */
export async function must(command: readonly string[], options: ExecOptions = {}): Promise<Outcome> {
  const outcome = await exec(command, options);
  if (outcome.code !== 0) throw new CommandFailed(command, outcome);
  return outcome;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}
