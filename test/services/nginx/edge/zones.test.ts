import { ZONE } from '../../../../constructs/edge/rules';
import { until } from '../../redis/cluster';
import { describeNginx } from '../describe';
import { startEdge, type RunningEdge } from './edge';

jest.setTimeout(60_000);

/** Names as long as they get: those of a Service and of a namespace have 63 characters at most. */
const SERVICE = 'x'.repeat(63 - '-headless'.length);
const DOMAIN = `${'y'.repeat(63)}.svc.cluster.local`;

const zoneOf = (zoneKilobytes: number): Promise<RunningEdge> =>
  startEdge(
    {
      props: { dns: { domain: DOMAIN }, balancing: { zoneKilobytes } },
      routes: [{ path: '/', to: SERVICE, policy: { affinity: 'cookie' } }],
    },
    { [SERVICE]: [] },
  );

/** Gives the service pods at addresses that are as long as they get, and waits until nginx has taken them. */
async function take(edge: RunningEdge, count: number, round: number): Promise<void> {
  const addresses = Array.from({ length: count }, (_, index) => ({
    host: `127.${100 + round}.${100 + Math.floor(index / 150)}.${100 + (index % 150)}`,
  }));
  edge.pods(SERVICE, ...addresses);
  const name = `${SERVICE}-headless.${DOMAIN}`;
  const before = edge.dns.asked(name);
  // By datagram and, as the answer is too long, by TCP; what it got is taken when it asks once more.
  await until('it has asked again', () => edge.dns.asked(name) >= before + 4);
}

describeNginx('the memory for the pods of a service', () => {
  test('is enough for as many as the rule allows, and for all of them anew', async () => {
    const found = [64, 128, 256].map(async (kilobytes) => {
      const pods = Math.floor(((kilobytes - ZONE.ownKilobytes) * ZONE.pods) / ZONE.perKilobytes);
      const edge = await zoneOf(kilobytes);
      const isFull = () => edge.errorLog().includes('memory exhausted');
      for (const round of [0, 1]) await take(edge, pods, round);
      const tooSoon = isFull();
      // It would say so: the rule is not far from what is so.
      await take(edge, pods * 2, 2);
      return { kilobytes, tooSoon, later: isFull() };
    });
    expect(await Promise.all(found)).toEqual(
      [64, 128, 256].map((kilobytes) => ({ kilobytes, tooSoon: false, later: true })),
    );
  });
});
