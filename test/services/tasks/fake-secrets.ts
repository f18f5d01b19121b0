/** As much of an API server as the task that makes Secrets needs. */
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Data = Record<string, string>;
interface Metadata {
  readonly name?: string;
  readonly resourceVersion?: string;
  readonly labels?: Data;
  readonly annotations?: Data;
}
export interface Stored {
  readonly data: Data;
  readonly version: number;
  readonly metadata?: Metadata;
  readonly type?: string;
}
interface Body {
  readonly metadata: Metadata;
  readonly type?: string;
  readonly stringData: Data;
}

const encoded = (texts: Data): Data =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));

export class FakeSecrets {
  readonly secrets = new Map<string, Stored>();
  readonly requests: string[] = [];
  /** Answers before it works: each is used once. */
  readonly failures: number[] = [];
  /** Run before a write: somebody else is quicker. */
  rival: (() => void) | undefined;
  private readonly server: Server = createServer((request, response) => {
    let text = '';
    request
      .on('data', (part: Buffer) => (text += String(part)))
      .on('end', () => {
        const name = request.url?.split('/').slice(6)[0] ?? '';
        this.requests.push(request.method ?? '');
        const status = this.failures.shift() ?? this.answer(request.method ?? '', name, text);
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(this.object(name)));
      });
  });

  private object(name: string): object | undefined {
    const stored = this.secrets.get(name);
    if (stored === undefined) return undefined;
    const { data, metadata, type, version } = stored;
    return { metadata: { ...metadata, name, resourceVersion: String(version) }, type, data: encoded(data) };
  }

  private answer(method: string, name: string, text: string): number {
    if (method === 'GET') return this.secrets.has(name) ? 200 : 404;
    const { rival } = this;
    this.rival = undefined;
    rival?.();
    const { metadata, stringData, type } = JSON.parse(text) as Body;
    if (method === 'POST') {
      if (this.secrets.has(metadata.name ?? '')) return 409;
      this.secrets.set(metadata.name ?? '', { data: stringData, version: 1, metadata, type });
      return 201;
    }
    const there = this.secrets.get(name);
    if (there === undefined || metadata.resourceVersion !== String(there.version)) return 409;
    const annotations = { ...there.metadata?.annotations, ...metadata.annotations };
    this.secrets.set(name, {
      ...there,
      data: { ...there.data, ...stringData },
      version: there.version + 1,
      metadata: { ...there.metadata, annotations },
    });
    return 200;
  }

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  stop(): void {
    this.server.close();
  }
}

/** A file with a token, such as a pod has. */
export function tokenFile(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'scaleout-')), 'token');
  writeFileSync(file, 'token\n');
  return file;
}
