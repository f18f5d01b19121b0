import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exec, must } from './exec';
import type { Log } from './log';

/** The lab: a real cluster on this machine, made from source. Its commands are those of its README. */
export class Lab {
  constructor(
    readonly path: string,
    private readonly log: Log,
  ) {}

  /** The lab beside the repository, or where SCALEOUT_LAB says. */
  static find(root: string, env: NodeJS.ProcessEnv): string | undefined {
    const given = env['SCALEOUT_LAB'];
    if (given !== undefined && given !== '') return existsSync(given) ? given : undefined;
    const beside = join(root, '..', 'shared', 'lab', 'lab');
    return existsSync(beside) ? beside : undefined;
  }

  /** Runs one of its commands and shows what it says. */
  async run(
    args: readonly string[],
    options: { readonly signal?: AbortSignal; readonly seconds: number },
  ): Promise<void> {
    this.log.say(`lab ${args.join(' ')}`);
    await must([this.path, ...args], {
      ...options,
      // With the user's own KUBECONFIG in it, nothing would change: the lab sets its own.
      onLine: (line) => {
        this.log.say(`  ${line}`);
      },
    });
  }

  /** KUBECONFIG and PATH as `eval "$(lab env)"` sets them, in an environment that is otherwise ours. */
  async environment(): Promise<NodeJS.ProcessEnv> {
    const script = 'eval "$("$0" env)"; printf "%s\\n%s" "$KUBECONFIG" "$PATH"';
    const { stdout } = await must(['bash', '-c', script, this.path], { seconds: 30 });
    const [kubeconfig, path] = stdout.split('\n');
    return { ...process.env, KUBECONFIG: kubeconfig, PATH: path };
  }

  /** Whether a cluster of the lab answers. */
  async isUp(): Promise<boolean> {
    const env = await this.environment();
    if (!existsSync(env['KUBECONFIG'] ?? '')) return false;
    return (await exec(['kubectl', 'get', '--raw', '/readyz'], { env, seconds: 10 })).code === 0;
  }
}
