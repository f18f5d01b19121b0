import { Resolver } from 'node:dns/promises';
import { startDns } from './dns';

jest.setTimeout(30_000);

const resolverOf = ({ address }: { readonly address: string }) => {
  const resolver = new Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([address]);
  return resolver;
};

describe('a DNS server of tests', () => {
  test('answers with the addresses that a name has now, by family, and with their TTL', async () => {
    const dns = await startDns({ ttl: 7 });
    const resolver = resolverOf(dns);
    dns.set('pods.test', '127.0.0.2', '127.0.0.3', '::2');
    expect(await resolver.resolve4('pods.test', { ttl: true })).toEqual([
      { address: '127.0.0.2', ttl: 7 },
      { address: '127.0.0.3', ttl: 7 },
    ]);
    expect(await resolver.resolve6('pods.test')).toEqual(['::2']);
    dns.set('pods.test', '127.0.0.4');
    expect(await resolver.resolve4('PODS.test')).toEqual(['127.0.0.4']);
    expect(dns.asked('pods.test')).toBe(3);
  });

  test('tells a name that is not there from one that has no address', async () => {
    const dns = await startDns();
    const resolver = resolverOf(dns);
    await expect(resolver.resolve4('pods.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    dns.set('pods.test');
    await expect(resolver.resolve4('pods.test')).rejects.toMatchObject({ code: 'ENODATA' });
    dns.remove('pods.test');
    await expect(resolver.resolve4('pods.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('more addresses than a datagram holds come over TCP', async () => {
    const dns = await startDns();
    const many = Array.from({ length: 100 }, (_, index) => `127.0.1.${index}`);
    dns.set('many.test', ...many);
    expect(await resolverOf(dns).resolve4('many.test')).toEqual(many);
    expect(dns.asked('many.test')).toBe(2);
  });

  test('can be broken and repaired', async () => {
    const dns = await startDns();
    const resolver = resolverOf(dns);
    dns.set('pods.test', '127.0.0.2');
    dns.outage('failing');
    await expect(resolver.resolve4('pods.test')).rejects.toMatchObject({ code: 'ESERVFAIL' });
    dns.outage('silent');
    await expect(resolver.resolve4('pods.test')).rejects.toMatchObject({ code: 'ETIMEOUT' });
    dns.outage(undefined);
    expect(await resolver.resolve4('pods.test')).toEqual(['127.0.0.2']);
  });
});
