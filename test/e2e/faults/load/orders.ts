/**
 * The load's server: it takes orders over HTTP, since a stream through the API server would end with the API server, which is one of
 * the faults.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { CONTROL_PORT } from './port';

/** Orders by path; each takes and gives JSON. */
export type Orders = Readonly<Record<string, (body: unknown) => unknown>>;

/** A load under way. */
export interface Running<Report, Tick> {
  /** Notes a time. @param at - now, when it is not given */
  mark(name: string, at?: number): number;
  tick(): Tick;
  /** Lets what is under way come to its end. */
  stop(): Promise<Report>;
}

/** The orders that every load takes: begin, give a sign of life, note the time, end. */
export function ordersOf<Plan, Report, Tick, L extends Running<Report, Tick>>(
  begin: (plan: Plan) => L,
): { readonly orders: Orders; readonly running: () => L } {
  let load: L | undefined;
  const running = (): L => {
    if (load === undefined) throw new Error('nothing is running');
    return load;
  };
  const orders: Orders = {
    '/start': async (plan) => {
      await load?.stop();
      load = begin(plan as Plan);
      return {};
    },
    '/mark': (mark) => {
      const { name, at } = mark as { readonly name: string; readonly at?: number };
      return running().mark(name, at);
    },
    '/tick': () => running().tick(),
    '/stop': async () => {
      const report = await running().stop();
      load = undefined;
      return report;
    },
  };
  return { orders, running };
}

async function read(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text === '' ? undefined : JSON.parse(text);
}

/** Takes orders until it is told to go. */
export function serve(orders: Orders): Server {
  process.on('SIGTERM', () => process.exit());
  return createServer((request, response) => {
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
}
