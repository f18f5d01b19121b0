/** The load on Redis as a program that takes orders. */
import { connectRedis, type RedisClient } from '../../../../services/redis-client/src';
import { ordersOf, serve } from '../../faults/load/orders';
import { stepsOf } from './agents';
import { inspect, plant } from './canaries';
import { Load } from './load';
import { NodeLink } from './node-link';
import type { Canaries, Plan, Telling, WatchedNode } from './plan';

/** With a client of its own, as the load's may be the one in trouble. */
async function through<T>({ env, name }: Canaries, action: (client: RedisClient, name: string) => Promise<T>) {
  const client = connectRedis(env);
  try {
    return await action(client, name);
  } finally {
    client.disconnect();
  }
}

/** One command at one node, beside the load. */
async function tell({ node, access, command }: Telling): Promise<unknown> {
  const link = new NodeLink(node, access);
  try {
    return (await link.ask(command))[0];
  } finally {
    link.close();
  }
}

const { orders, running } = ordersOf((plan: Plan) => new Load(plan));

serve({
  ...orders,
  '/follow': (nodes) => {
    running().follow(nodes as readonly WatchedNode[]);
    return {};
  },
  '/plant': (canaries) => through(canaries as Canaries, plant).then(() => ({})),
  '/inspect': (canaries) => through(canaries as Canaries, inspect),
  '/tell': (order) => tell(order as Telling),
  '/steps': (agents) => stepsOf(agents as readonly string[]),
});
