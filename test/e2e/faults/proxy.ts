import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Kubectl } from '../kubectl';
import type { Pod } from '../objects';

const PODS_SECONDS = 5;

/**
 * HTTP to pods, through the API server: `kubectl proxy`. Each request is one of its own, so the API server may be away in between,
 * which no stream would survive.
 */
export class PodProxy {
  private constructor(
    private readonly child: ChildProcess,
    private readonly base: string,
  ) {}

  static async open(kubectl: Kubectl, signal: AbortSignal): Promise<PodProxy> {
    const child = spawn('kubectl', ['proxy', '--port=0'], {
      env: kubectl.environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    signal.addEventListener('abort', () => child.kill(), { once: true });
    const address = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        reject(new Error(`kubectl proxy ended with ${code ?? 'a signal'}`));
      });
      createInterface(child.stdout).on('line', (line) => {
        const [found] = /127\.0\.0\.1:\d+/.exec(line) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
    return new PodProxy(child, `http://${address}/api/v1/namespaces/${kubectl.namespace}/pods`);
  }

  /** Sends JSON to a pod's port and resolves with its JSON. */
  async post(pod: string, port: number, path: string, body: unknown, seconds: number): Promise<unknown> {
    return this.ask(`/${pod}:${port}/proxy${path}`, seconds, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** All pods that a selector picks, without a process for each look. */
  async pods(selector: string): Promise<readonly Pod[]> {
    const list = await this.ask(`?labelSelector=${encodeURIComponent(selector)}`, PODS_SECONDS);
    return (list as { readonly items: readonly Pod[] }).items;
  }

  private async ask(path: string, seconds: number, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(`${this.base}${path}`, { ...init, signal: AbortSignal.timeout(seconds * 1000) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
    return JSON.parse(text) as unknown;
  }

  close(): void {
    this.child.kill();
  }
}
