import { until } from '../redis/cluster';
import { describeNginx } from './describe';
import { startDns, type DnsServer } from './dns';
import { startNginx } from './nginx';
import { startPods, whoAnswers } from './pods';

jest.setTimeout(30_000);

const following = (dns: DnsServer, port: number) =>
  startNginx({
    conf: `
      events {}
      http {
        resolver ${dns.address} valid=1s ipv6=off;
        resolver_timeout 500ms;
        upstream pods {
          zone pods 256k;
          server pods.test:${port} resolve;
        }
        server {
          listen __PORT__;
          location / {
            proxy_pass http://pods;
            proxy_connect_timeout 1s;
            proxy_next_upstream error timeout;
          }
        }
      }`,
  });

const answering = async (url: string) => Object.keys(await whoAnswers(url, 8)).sort();

/** With `valid=1s` a change is seen after one to two seconds, as nginx counts in whole ones; the rest is for a busy machine. */
const SOON = 4000;

describeNginx('an upstream whose name is resolved again and again', () => {
  test('follows pods that come and go, without a reload', async () => {
    const [a, b, c] = await startPods('a', 'b', 'c');
    const dns = await startDns();
    dns.set('pods.test', a.host);
    const nginx = await following(dns, a.port);
    const workers = nginx.workers();
    await until('the name is known', async () => (await answering(nginx.url)).join('') === 'a', SOON);

    dns.set('pods.test', a.host, b.host, c.host);
    await until('the new ones answer', async () => (await answering(nginx.url)).join('') === 'abc', SOON);

    dns.set('pods.test', b.host);
    await until('the others are asked no more', async () => (await answering(nginx.url)).join('') === 'b', SOON);
    const before = a.requests.length + c.requests.length;
    expect(await whoAnswers(nginx.url, 30)).toEqual({ b: 30 });
    expect(a.requests.length + c.requests.length).toBe(before);
    expect(nginx.workers()).toEqual(workers);
  });

  test('starts before there is any pod, answers 502, and heals', async () => {
    const [a] = await startPods('a');
    const dns = await startDns();
    const nginx = await following(dns, a.port);
    await until('it has asked', () => dns.asked('pods.test') > 0);
    expect(await whoAnswers(nginx.url, 3)).toEqual({ '502': 3 });
    dns.set('pods.test', a.host);
    await until('it answers', async () => (await answering(nginx.url)).join('') === 'a', SOON);
    dns.remove('pods.test');
    await until('all are gone', async () => (await answering(nginx.url)).join('') === '502', SOON);
  });

  test.each(['silent', 'failing'] as const)('keeps its addresses while the DNS server is %s', async (outage) => {
    const [a, b] = await startPods('a', 'b');
    const dns = await startDns();
    dns.set('pods.test', a.host);
    const nginx = await following(dns, a.port);
    await until('the name is known', async () => (await answering(nginx.url)).join('') === 'a', SOON);
    dns.outage(outage);
    const asked = dns.asked('pods.test');
    await until('it has asked again and again', () => dns.asked('pods.test') >= asked + 2);
    expect(await whoAnswers(nginx.url, 10)).toEqual({ a: 10 });
    dns.set('pods.test', b.host);
    dns.outage(undefined);
    await until('it follows again', async () => (await answering(nginx.url)).join('') === 'b', SOON * 2);
  });

  test('has a hundred pods, whose addresses fit no datagram', async () => {
    const [last] = await startPods('last');
    const dns = await startDns();
    // Nobody is at the others: a request finds its way past them.
    const others = Array.from({ length: 99 }, (_, index) => `127.63.0.${index + 1}`);
    dns.set('pods.test', ...others, last.host);
    const nginx = await following(dns, last.port);
    await until('the one that is there is asked', async () => (await answering(nginx.url)).join('') === 'last', 10_000);
    expect(nginx.errorLog()).not.toContain('no memory');
  });
});
