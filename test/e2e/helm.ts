import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary } from '../helm/binaries';
import { exec, must, type ExecOptions, type Outcome } from './exec';

/** Helm, bound to one namespace, as if it were freshly installed: nobody's plugins, settings or repositories. */
export class Helm {
  private readonly home = mkdtempSync(join(tmpdir(), 'scaleout-e2e-helm-'));

  constructor(
    private readonly environment: NodeJS.ProcessEnv,
    private readonly signal: AbortSignal,
    private readonly namespace: string,
  ) {}

  private async command(args: readonly string[]): Promise<[string[], ExecOptions]> {
    const inherited = Object.entries(this.environment).filter(([name]) => !name.startsWith('HELM_'));
    const env = {
      ...Object.fromEntries(inherited),
      HELM_CACHE_HOME: join(this.home, 'cache'),
      HELM_CONFIG_HOME: join(this.home, 'config'),
      HELM_DATA_HOME: join(this.home, 'data'),
    };
    const command = [await binary('helm4'), '--namespace', this.namespace, ...args];
    return [command, { env, signal: this.signal, seconds: 900 }];
  }

  /** Runs Helm, whatever comes of it. */
  async try(...args: readonly string[]): Promise<Outcome> {
    return exec(...(await this.command(args)));
  }

  /** Runs Helm, which has to succeed. */
  async run(...args: readonly string[]): Promise<Outcome> {
    return must(...(await this.command(args)));
  }

  /** The number of the release's newest revision. */
  async revision(release: string): Promise<number> {
    const { stdout } = await this.run('history', release, '--max', '1', '--output', 'json');
    return (JSON.parse(stdout) as readonly { revision: number }[])[0]?.revision ?? 0;
  }

  /** Removes its folder. */
  close(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}
