/** A program written in Python, from PyPI, in an environment of its own in the cache of node_modules; it needs Python 3. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CACHE = resolve(__dirname, '../node_modules/.cache');

/** What a program printed. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** One package of PyPI, of one version. */
export class PythonTool {
  private readonly environment: string;

  /** @param installSeconds how long an installation may take */
  constructor(
    private readonly name: string,
    private readonly version: string,
    private readonly installSeconds = 120,
  ) {
    this.environment = join(CACHE, `${name}-${version}`);
  }

  /** Sees to it that it is there. @returns why it is not */
  reasonForNone(): string | undefined {
    try {
      if (!existsSync(this.environment)) this.install();
      return undefined;
    } catch (error) {
      const { message, stderr } = error as Error & { readonly stderr?: Buffer };
      return (stderr?.toString('utf8').trim() ?? '') || message;
    }
  }

  /**
   * Runs its Python, whatever code it ends with: analysers fail when they find something.
   *
   * @param args the first of them name a module: `-m gixy`
   * @param env more environment
   * @throws when there is no such program
   */
  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Printed {
    const { stdout, stderr, error } = spawnSync(join(this.environment, 'bin/python'), args, {
      cwd: CACHE,
      encoding: 'utf8',
      env: { ...process.env, ...env },
      maxBuffer: 256 * 1024 * 1024,
    });
    if (error !== undefined) throw error;
    return { stdout, stderr };
  }

  /** The command of an analyser: a line for each thing that `look` finds, and 1 as its exit code when there is one. */
  command(look: (args: readonly string[]) => readonly string[]): void {
    try {
      const reason = this.reasonForNone();
      if (reason !== undefined) throw new Error(`there is no ${this.name}: ${reason}`);
      const found = look(process.argv.slice(2));
      for (const line of found) console.log(line);
      if (found.length > 0) process.exitCode = 1;
    } catch (error) {
      console.error((error as Error).message);
      process.exitCode = 1;
    }
  }

  /** Complete or not there at all: others may look at any time, or do the same at the same time. */
  private install(): void {
    mkdirSync(CACHE, { recursive: true });
    const folder = mkdtempSync(join(CACHE, `${this.name}-`));
    const run = (program: string, ...args: string[]) =>
      execFileSync(program, args, { stdio: 'pipe', timeout: this.installSeconds * 1000 });
    try {
      run('python3', '-m', 'venv', folder);
      const quietly = ['--quiet', '--disable-pip-version-check', '--retries', '1'];
      const what = ['--only-binary', ':all:', `${this.name}==${this.version}`];
      run(join(folder, 'bin/python'), '-m', 'pip', 'install', ...quietly, ...what);
      renameSync(folder, this.environment);
    } catch (error) {
      if (!existsSync(this.environment)) throw error;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
