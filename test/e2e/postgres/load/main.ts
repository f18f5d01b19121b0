/**
 * The load's server: it takes orders over HTTP, since a stream through the API server would end with the API server, which is one of
 * the faults.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { Connection } from './connection';
import { fingerprintOf } from './fingerprint';
import { Load } from './load';
import { CONTROL_PORT, type Address, type Plan, type Question } from './plan';

let load: Load | undefined;

const running = (): Load => {
  if (load === undefined) throw new Error('nothing is running');
  return load;
};

async function ask({ host, port, login, text, values }: Question): Promise<unknown> {
  const connection = new Connection({ host, port, connectTimeoutMs: 2000, queryTimeoutMs: 20_000 }, login);
  try {
    return await connection.query(text, values);
  } catch (error) {
    // The reason itself is wanted here, not that there was no connection.
    throw (error as Error).cause ?? error;
  } finally {
    connection.drop();
  }
}

/** Orders by path; each takes and gives JSON. */
const orders: Readonly<Record<string, (body: unknown) => unknown>> = {
  '/start': async (plan) => {
    await load?.stop();
    load = new Load(plan as Plan);
    return {};
  },
  '/mark': (name) => running().mark(name as string),
  '/tick': () => running().tick(),
  '/stop': async () => {
    const report = await running().stop();
    load = undefined;
    return report;
  },
  '/ask': (question) => ask(question as Question),
  '/fingerprint': (address) => fingerprintOf(address as Address),
};

async function read(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text === '' ? undefined : JSON.parse(text);
}

createServer((request, response) => {
  const order = orders[request.url ?? ''] ?? (() => Promise.reject(new Error(`no such order: ${request.url ?? ''}`)));
  read(request)
    .then(order)
    .then(
      (answer) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
      },
    );
}).listen(CONTROL_PORT);

process.on('SIGTERM', () => process.exit());
