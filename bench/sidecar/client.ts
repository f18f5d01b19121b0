/** Who scrapes: one connection that is kept, as Prometheus keeps it. */
import { Agent, get } from 'node:http';

/** An answer, and how long it took. */
export interface Got {
  readonly status: number;
  readonly body: string;
  readonly ms: number;
}

/** A scrape that takes longer is given up, as Prometheus does by default. */
export const PATIENCE_MS = 10_000;

export class Client {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly port: number) {}

  get(path: string): Promise<Got> {
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const request = get({ host: '127.0.0.1', port: this.port, path, agent: this.agent }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.once('error', reject);
        response.once('end', () => {
          const body = Buffer.concat(parts).toString('utf8');
          resolve({ status: response.statusCode ?? 0, body, ms: performance.now() - began });
        });
      });
      request.once('error', reject);
      request.setTimeout(PATIENCE_MS, () => request.destroy(new Error('no answer in time')));
    });
  }

  /** A scrape of several parts, one after the other. @throws when one is not answered with 200 */
  async scrape(paths: readonly string[]): Promise<Got> {
    let ms = 0;
    let body = '';
    for (const path of paths) {
      const part = await this.get(path);
      if (part.status !== 200) throw new Error(`${path} was answered with ${part.status}`);
      ms += part.ms;
      body += part.body;
    }
    return { status: 200, body, ms };
  }

  close(): void {
    this.agent.destroy();
  }
}

/** The value of a metric in the text of a scrape: the first whose name and labels begin so. */
export function valueIn(text: string, metric: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(metric));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
}
