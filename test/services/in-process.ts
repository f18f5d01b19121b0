import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createService, type EnvShape, type Service, type ServiceDefinition } from '@scaleout/runtime';

/** An answer as a test reads it. */
export interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly json: Record<string, unknown>;
}

/** A request as a test writes it. */
export interface Question {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A real server within the test's process. */
export interface Running<Shape extends EnvShape> extends Service<Shape> {
  readonly ask: (path: string, question?: Question) => Promise<Reply>;
  readonly logged: () => Record<string, unknown>[];
}

const running: Service<EnvShape>[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map(({ stop }) => stop({ delayMs: 0 })));
});

/** Serves `definition` on a free port until the test ends. With `listenOnly` the service never reports that it has started. */
export async function serve<Shape extends EnvShape>(
  definition: ServiceDefinition<Shape>,
  env: NodeJS.ProcessEnv = {},
  options: { readonly listenOnly?: boolean } = {},
): Promise<Running<Shape>> {
  const lines: string[] = [];
  const logStream = { write: (line: string) => void lines.push(line) };
  const service = await createService(definition, { HOST: '127.0.0.1', PORT: '0', ...env }, { logStream });
  running.push(service);
  if (options.listenOnly === true) await service.app.listen({ host: '127.0.0.1', port: 0 });
  else await service.start();
  const { port } = service.app.server.address() as AddressInfo;
  return {
    ...service,
    ask: (path, question) => ask(port, path, question),
    logged: () =>
      lines
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ msg }) => !String(msg).startsWith('Server')),
  };
}

async function ask(port: number, path: string, question: Question = {}): Promise<Reply> {
  const { method = 'GET', headers, body: sent } = question;
  const pending = request({ host: '127.0.0.1', port, path, method, headers, agent: false }).end(sent);
  const [response] = (await once(pending, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += String(chunk);
  const isJson = response.headers['content-type']?.startsWith('application/json') === true;
  const json = isJson ? (JSON.parse(body) as Record<string, unknown>) : {};
  return { status: response.statusCode, headers: response.headers, body, json };
}
