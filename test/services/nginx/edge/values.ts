/** Configurations of the edge of the reference stack, from values files: those of its presets, and any that people may write. */
import fc from 'fast-check';
import { fastnext } from '../../../../charts';
import { Stack } from '../../../../charts/stack';
import type { Json } from '../../../../constructs/values/expr';
import { coalesce } from '../../../../constructs/values/input/layers';
import { fieldOf } from '../../../../constructs/values/schema';
import { overrides, type Tree } from '../../../parity/arbitrary';
import { repair } from '../../../parity/repair';
import type { Configuration } from '../configuration';
import { configurationFrom, filesIn, type Plain } from './edge';

const stack = new Stack(fastnext);
const defaults = fastnext.schema.parse({}) as Json;
const release = { name: 'shop', namespace: 'shops', service: 'Helm', version: '1.0.0' };

/** What nginx is started with in an installation that has these values. */
export async function configurationOfValues(values: Tree): Promise<Configuration> {
  const scope = { values: coalesce(defaults, values), release };
  const { manifests = [] } = stack.objects.find(({ chart }) => chart === 'edge') ?? {};
  const objects = manifests.filter((manifest) => manifest.isApplied).flatMap((manifest) => manifest.evaluateAll(scope));
  return configurationFrom(filesIn(objects as unknown as Plain[]));
}

/** Values that name a few keys of the edge, always the same ones, and contradict no rule. */
export function anyValues(count: number): Tree[] {
  const edge = fieldOf(fastnext.schema).shape?.['edge'];
  if (edge === undefined) throw new Error('the stack has no edge');
  return (
    fc
      .sample(overrides(edge), { seed: 20261129, numRuns: count })
      // One that is switched off has no configuration.
      .map((values) => repair(stack, { edge: { ...values, enabled: true } }))
  );
}

/** Values that each turn on something that is off, or off what is on. */
export const TELLING: Readonly<Record<string, Tree>> = {
  'hosts and redirects': {
    edge: { hosts: ['shop.example.com', '*.shop.example.com'], redirects: { '/old': '/new', '/x': 'https://a.b/c' } },
  },
  'TLS in front': { edge: { tls: { at: 'front' }, realIp: { from: ['10.0.0.0/8', 'fd00::/8'] } } },
  'the PROXY protocol and IPv6': { edge: { ipv6: true, realIp: { from: ['10.0.0.0/8'], proxyProtocol: true } } },
  'no TLS at all': { edge: { tls: { at: 'none' }, accessLog: false } },
  'maintenance and files': {
    edge: {
      maintenance: { enabled: true, allowFrom: ['10.0.0.0/8'] },
      files: { 'robots.txt': 'a', 'security.txt': 'b', 'problem.html': 'c', 'maintenance.html': 'd' },
    },
  },
  'reading alone': { edge: { maintenance: { readOnly: true } } },
  'auth, CORS and headers': {
    edge: {
      auth: { enabled: true },
      headers: { contentSecurityPolicy: "default-src 'self'", security: { 'X-Frame-Options': 'DENY' } },
      routes: {
        api: {
          cors: { origins: ['https://a.example.com'], credentials: true },
          headers: { 'X-Frame-Options': 'DENY' },
        },
      },
    },
  },
  'kept answers and clients that stay': {
    edge: {
      routes: {
        web: { cache: { enabled: true, credentials: 'bypass' }, affinity: 'cookie' },
        api: { affinity: 'address', rateLimit: { burst: 0 }, bufferUploads: false, bufferResponses: false },
      },
    },
  },
};
