import { spawn } from 'node:child_process';

/** What a command left behind. */
export interface Outcome {
  /** Its exit code; 127 when there is no such command, as in a shell. */
  readonly code: number;
  /** Standard output alone. */
  readonly stdout: string;
  /** Both streams, in the order they came. */
  readonly log: string;
}

/** Runs a command; a seam for tests. */
export type Run = (command: readonly string[], options?: { readonly cwd?: string }) => Promise<Outcome>;

/** Runs a command without a shell and collects what it prints. Never rejects: a failing command is an outcome like any other. */
export const run: Run = ([file = '', ...args], options = {}) =>
  new Promise((resolve) => {
    const child = spawn(file, args, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let log = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      log += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk;
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ code: error.code === 'ENOENT' ? 127 : 126, stdout, log: log + error.message });
    });
    child.once('close', (code) => {
      resolve({ code: code ?? 1, stdout, log });
    });
  });

/** A command as one could paste it into a shell. */
export const pasteable = (command: readonly string[]): string =>
  command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');

/** The end of a log, where the reason stands. */
export const tail = (log: string, lines: number): string => log.trimEnd().split('\n').slice(-lines).join('\n');
