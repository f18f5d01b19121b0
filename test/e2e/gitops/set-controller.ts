import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../context';
import { ARGOCD } from './application';

/** The controller of ApplicationSets, which the lab has the program of and does not start. */
export class SetController {
  private child: ChildProcess | undefined;
  private readonly file: string;

  constructor(private readonly context: Context) {
    this.file = join(context.scratch, 'applicationset-controller.log');
  }

  start(): void {
    const { cluster, signal } = this.context;
    const log = openSync(this.file, 'w');
    // Nobody asks it anything: neither for metrics nor for its health.
    const off = ['--metrics-addr', '0', '--probe-addr', '0', '--webhook-addr', '127.0.0.1:0'];
    this.child = spawn('argocd', ['--namespace', ARGOCD, ...off], {
      env: { ...cluster.env, ARGOCD_BINARY_NAME: 'argocd-applicationset-controller', ARGOCD_FAKE_IN_CLUSTER: 'true' },
      stdio: ['ignore', log, log],
    });
    this.child.on('error', () => undefined);
    closeSync(log);
    signal.addEventListener('abort', () => this.child?.kill(), { once: true });
  }

  /** The last of what it said. */
  get said(): string {
    return readFileSync(this.file, 'utf8').slice(-2000);
  }

  stop(): void {
    this.child?.kill();
    this.child = undefined;
  }
}
