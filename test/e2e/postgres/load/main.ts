/** The load on Postgres as a program that takes orders. */
import { ordersOf, serve } from '../../faults/load/orders';
import { Connection } from './connection';
import { fingerprintOf } from './fingerprint';
import { Load } from './load';
import type { Address, Plan, Question } from './plan';

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

serve({
  ...ordersOf((plan: Plan) => new Load(plan)).orders,
  '/ask': (question) => ask(question as Question),
  '/fingerprint': (address) => fingerprintOf(address as Address),
});
