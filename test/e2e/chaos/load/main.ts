/** The load through the edge as a program that takes orders. */
import { ordersOf, serve } from '../../faults/load/orders';
import { Load } from './load';
import type { Plan } from './plan';

const { orders, running } = ordersOf((plan: Plan) => new Load(plan));

serve({ ...orders, '/take': () => running().take() });
