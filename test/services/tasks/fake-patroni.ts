import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Settings } from '../../../services/tasks/src/configure-postgres/difference';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
interface Parameters {
  readonly parameters: Record<string, unknown>;
}

/** As much of Patroni's REST interface as the task needs: each member on a port of its own, one state behind them. */
export class FakePatroni {
  leader = 'a';
  readonly pending = new Set<string>();
  /** `MEMBER METHOD PATH BODY` of what changes something. */
  readonly writes: string[] = [];
  /** Headers of what only reads. */
  readonly reads: IncomingMessage['headers'][] = [];
  /** Answers before it works: each is used once. */
  readonly failures: number[] = [];
  private readonly servers = new Map<string, Server>();
  private readonly ports = new Map<string, number>();
  private before = '';

  constructor(
    readonly settings: { loop_wait: number; postgresql: Parameters },
    private readonly password: string,
  ) {}

  /** The port of the member that is asked first; a port that was used before is taken again. */
  async start(): Promise<number> {
    for (const name of ['a', 'b', 'c']) {
      const server = createServer((request, response) => {
        void this.answer(name, request).then(({ status, body }) => {
          response.writeHead(status, { connection: 'close' }).end(JSON.stringify(body));
        });
      });
      await once(server.listen(this.ports.get(name) ?? 0, '127.0.0.1'), 'listening');
      this.servers.set(name, server);
      this.ports.set(name, (server.address() as AddressInfo).port);
    }
    return this.ports.get('a') ?? 0;
  }

  async stop(): Promise<void> {
    for (const server of this.servers.values()) {
      if (!server.listening) continue;
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  }

  private async answer(name: string, request: IncomingMessage): Promise<Answer> {
    const { method = '', url = '', headers } = request;
    const sent = await text(request);
    const failure = this.failures.shift();
    if (failure !== undefined) return { status: failure, body: 'not now' };
    if (method === 'GET') {
      this.reads.push(headers);
      return { status: 200, body: this.read(url) };
    }
    const login = `Basic ${Buffer.from(`patroni:${this.password}`).toString('base64')}`;
    if (headers.authorization !== login) return { status: 401, body: 'no' };
    this.writes.push(`${name} ${method} ${url} ${sent}`);
    this.write(name, url, JSON.parse(sent) as Record<string, unknown>);
    return { status: 200, body: 'done' };
  }

  private read(url: string): unknown {
    if (url === '/config') return this.settings;
    if (url === '/patroni') {
      return { pending_restart_reason: { max_connections: { old_value: this.before, new_value: this.connections } } };
    }
    const members = ['a', 'b', 'c'].map((name) => ({
      ...(name === this.leader ? { role: 'leader', state: 'running' } : { role: 'replica', state: 'streaming' }),
      ...{ name, api_url: `http://127.0.0.1:${this.ports.get(name)}/patroni`, pending_restart: this.pending.has(name) },
      tags: name === 'b' ? { nofailover: true } : { failover_priority: 100 },
    }));
    return { members };
  }

  private write(name: string, url: string, body: Record<string, unknown>): void {
    if (url === '/config') {
      this.before = this.connections;
      Object.assign(this.settings.postgresql.parameters, ((body as Settings)['postgresql'] as Settings)['parameters']);
      if (this.connections !== this.before) for (const each of ['a', 'b', 'c']) this.pending.add(each);
    } else this.pending.delete(name);
    if (url === '/switchover') this.leader = String(body['candidate']);
  }

  private get connections(): string {
    return String(this.settings.postgresql.parameters['max_connections']);
  }
}
