import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fastnext } from '../../../charts/fastnext';
import { publish } from '../../../packaging/output';
import { synthesize, type SynthOptions } from '../../../packaging/synthesize';
import { must } from '../exec';

/** A git repository with nothing but a dist/ in it, as somebody has it who installs the stack by Argo CD. */
export class Repository {
  private constructor(
    readonly folder: string,
    private readonly signal: AbortSignal,
  ) {}

  static async create(folder: string, signal: AbortSignal): Promise<Repository> {
    mkdirSync(folder, { recursive: true });
    const repository = new Repository(folder, signal);
    await repository.git('init', '--quiet', '--initial-branch', 'main');
    return repository;
  }

  /** The folder of the output. */
  get dist(): string {
    return join(this.folder, 'dist');
  }

  /** Writes a file beside the output, and resolves with its path. */
  write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** Makes dist/ anew and commits it; resolves with the commit. */
  async commit(message: string, options: SynthOptions): Promise<string> {
    publish(synthesize(fastnext, options).files, this.dist);
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--message', message);
    return this.head();
  }

  async push(url: string): Promise<void> {
    await this.git('push', '--quiet', url, 'main');
  }

  private async head(): Promise<string> {
    return (await this.git('rev-parse', 'HEAD')).trim();
  }

  private async git(...args: readonly string[]): Promise<string> {
    const author = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.com', '-c', 'commit.gpgsign=false'];
    const { stdout } = await must(['git', ...author, ...args], { cwd: this.folder, signal: this.signal, seconds: 60 });
    return stdout;
  }
}
