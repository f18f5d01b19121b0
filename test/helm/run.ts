/** Runs Helm as if it were freshly installed: no repositories, plugins, settings or cluster of whoever runs the tests. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { binary, type HelmVersion } from './binaries';
import { scratchPath } from './scratch';

/** What Helm printed. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const home = scratchPath('home');
const env: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HELM_'))),
  HELM_CACHE_HOME: join(home, 'cache'),
  HELM_CONFIG_HOME: join(home, 'config'),
  HELM_DATA_HOME: join(home, 'data'),
  KUBECONFIG: join(home, 'kubeconfig'),
};

/** Runs Helm. A refusal is an outcome like any other. */
export async function helm(version: HelmVersion, args: readonly string[]): Promise<Outcome> {
  const file = await binary(version);
  return new Promise((resolve, reject) => {
    execFile(file, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ code, stdout, stderr });
      else reject(error ?? new Error('helm ended without an exit code'));
    });
  });
}
