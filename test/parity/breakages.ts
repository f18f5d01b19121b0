/** Ways to make values wrong, each in one place: derived from the schema, and one for each rule across fields. */
import { z } from 'zod';
import type { Json } from '../../constructs/values/expr';
import { fieldOf } from '../../constructs/values/schema';
import type { Tree } from './arbitrary';

/** One wrong value. */
export interface Breakage {
  readonly what: string;
  readonly path: readonly string[];
  readonly value: Json;
}
type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Every way in which a single value can be of the wrong shape. */
export function* shapeBreakages(schema: z.ZodType, path: readonly string[] = []): Generator<Breakage> {
  const { shape, type } = fieldOf(schema);
  if (path.length > 0) {
    yield { what: 'a key taken away', path, value: null };
    yield { what: 'a text for a group', path, value: shape === undefined ? [['x']] : 'x' };
  }
  if (shape === undefined) {
    yield* leafBreakages(z.toJSONSchema(type, { target: 'draft-7', io: 'output' }), path);
    return;
  }
  const closed = (type as z.ZodObject)._zod.def.catchall !== undefined;
  if (closed) yield { what: 'an unknown key', path: [...path, 'surplus'], value: 1 };
  for (const [key, inner] of Object.entries(shape)) yield* shapeBreakages(inner, [...path, key]);
}

/** Names that some stack reserves, and texts that no pattern of ours takes. */
const RESERVED = [
  'PORT',
  'BACKEND_URL',
  'maxmemory',
  'checksum/config',
  'argocd.argoproj.io/sync-wave',
  'app.kubernetes.io/name',
  'Retry-After',
];
const ILL_FORMED = ['!', 'two words', 'line\nbreak', '-'];

function* leafBreakages(json: JsonSchema, path: readonly string[]): Generator<Breakage> {
  const { type, minimum, maximum, maxLength, pattern } = json;
  const at = (what: string, value: Json): Breakage => ({ what, path, value });
  if (type === 'integer') {
    yield at('a text for a number', '7');
    yield at('a fraction', 1.5);
    if (minimum !== undefined) yield at('a number too small', minimum - 1);
    if (maximum !== undefined) yield at('a number too large', maximum + 1);
    yield at('a number beyond all numbers', 1e21);
  }
  if (type === 'boolean') yield at('a text for a boolean', 'yes');
  if (type === 'string') yield at('a number for a text', 1);
  if (type === 'string') yield at('a boolean for a text', true);
  if (json.enum !== undefined) yield at('a word that is no choice', 'Perhaps');
  if (maxLength !== undefined) yield at('a text too long', 'x'.repeat(maxLength + 1));
  if (pattern !== undefined) {
    const wrong = ILL_FORMED.find((text) => !new RegExp(pattern, 'u').test(text));
    if (wrong !== undefined) yield at('a text of another form', wrong);
  }
  if (type === 'array') yield* itemBreakages(json.items as JsonSchema, path);
  if (type === 'object') yield* entryBreakages(json, path);
}

function* itemBreakages(item: JsonSchema, path: readonly string[]): Generator<Breakage> {
  const at = (what: string, value: Json): Breakage => ({ what, path, value });
  yield at('a map for a list', { a: 1 });
  yield at('a text for an item', ['x']);
  const { properties, required = [], additionalProperties } = item;
  if (required.includes('name')) {
    const { pattern, not } = properties?.['name'] as JsonSchema;
    yield at('an item without its name', [{ ...(additionalProperties === false ? {} : { value: 'x' }) }]);
    yield at('an item with a number for a name', [{ name: 1 }]);
    yield at('an item with an ill-formed name', [
      { name: ILL_FORMED.find((t) => !new RegExp(pattern ?? '').test(t)) ?? '' },
    ]);
    const reserved = RESERVED.find(
      (name) => not !== undefined && new RegExp((not as JsonSchema).pattern ?? '').test(name),
    );
    if (reserved !== undefined) yield at('an item with a reserved name', [{ name: reserved }]);
    if (additionalProperties === false) yield at('an item with an unknown key', [{ name: 'x', surplus: 1 }]);
  } else {
    yield at('null deep inside an item', [{ a: { b: [null] } }]);
    yield at('null in an item', [{ a: null }]);
  }
}

function* entryBreakages(json: JsonSchema, path: readonly string[]): Generator<Breakage> {
  const { pattern, not } = (json.propertyNames ?? {}) as JsonSchema;
  const under = (what: string, key: string, value: Json): Breakage => ({ what, path: [...path, key], value });
  const entry = json.additionalProperties as JsonSchema;
  if (entry.type === 'string') {
    yield under('a number for a text', 'example', 1);
    yield under('a map for a text', 'example', {});
    yield under('null for a text', 'example', null);
    if (entry.maxLength !== undefined) yield under('a text too long', 'example', 'x'.repeat(entry.maxLength + 1));
    if (entry.pattern !== undefined) yield under('a text of another form', 'example', unlike(entry.pattern));
  } else yield under('null in a free map', 'example', { a: null });
  if (pattern !== undefined) yield under('an ill-formed key', unlike(pattern), '1');
  const reserved = RESERVED.find(
    (name) => not !== undefined && new RegExp((not as JsonSchema).pattern ?? '').test(name),
  );
  if (reserved !== undefined) yield under('a reserved key', reserved, 'x');
}

const CONTROL = '\u007f';
/** Something that a pattern does not allow: free text may be anything but a few characters. */
const unlike = (pattern: string): string =>
  pattern.startsWith('^[^') ? `one${CONTROL}two` : new RegExp(pattern, 'u').test('! !') ? 'say "$x"' : '! !';
/** Helm 3 stops at a control character, and says nothing of what else is wrong. */
export const hidesOthers = ({ value, path }: Breakage): boolean => JSON.stringify([value, path]).includes(CONTROL);

/** For each rule across fields of a service, values that break it. */
export const RULE_BREAKAGES: Readonly<Record<string, Tree>> = {
  'SCALE-WORKLOAD-001': { autoscaling: { min: 30, max: 29 } },
  'SCALE-WORKLOAD-002': { shutdown: { gracePeriodSeconds: 12, drainSeconds: 7, finishSeconds: 1 } },
  'SCALE-WORKLOAD-003': { resources: { requests: { cpu: null } } },
  'SCALE-WORKLOAD-004': { autoscaling: { memoryUtilization: 80 }, resources: { requests: { memory: null } } },
  'SCALE-WORKLOAD-005': { autoscaling: { cpuUtilization: 0 } },
  'SCALE-WORKLOAD-006': { autoscaling: { enabled: false }, replicas: 4, disruption: { maxUnavailable: 4 } },
  'SCALE-WORKLOAD-007': { probes: { readiness: { timeoutSeconds: 9, periodSeconds: 8 } } },
  'SCALE-WORKLOAD-008': { resources: { requests: { memory: '2Gi' }, limits: { memory: '2047Mi' } } },
};

/** Values with something put at a path, whatever was there. */
export function put(values: Tree, path: readonly string[], value: Json): Tree {
  const [key = '', ...rest] = path;
  const inner = values[key];
  const below = inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? (inner as Tree) : {};
  return { ...values, [key]: rest.length === 0 ? value : put(below, rest, value) };
}

/** Values that break just one of the design rules of the database. */
export const DATABASE_BREAKAGES: Readonly<Record<string, Tree>> = {
  'SCALE-POSTGRES-001': { postgres: { replicas: 1 } },
  'SCALE-POSTGRES-002': { pooler: { enabled: false } },
  'SCALE-POSTGRES-003': { pooler: { maxClientConnections: 10 } },
  'SCALE-POSTGRES-004': { pooler: { serverConnections: 100 } },
  'SCALE-POSTGRES-005': { postgres: { failover: { loopWaitSeconds: 5 } } },
  'SCALE-POSTGRES-006': { postgres: { resources: { requests: { memory: '255Mi' }, limits: { memory: '255Mi' } } } },
  'SCALE-POSTGRES-007': { postgres: { storage: { size: '1023Mi' } } },
  'SCALE-POSTGRES-008': { postgres: { mode: 'external' } },
  'SCALE-POSTGRES-009': { postgres: { tls: { enabled: true } } },
  'SCALE-POSTGRES-017': { postgres: { shutdown: { pauseSeconds: 12 } } },
};

/** Values that break just one of the design rules of the cache. */
export const CACHE_BREAKAGES: Readonly<Record<string, Tree>> = {
  'SCALE-REDIS-001': { redis: { resources: { limits: { memory: '3Gi' } } } },
  'SCALE-REDIS-002': { redis: { maxMemory: '255Mi' } },
  'SCALE-REDIS-003': { redis: { shutdown: { handOverSeconds: 46 } } },
  'SCALE-REDIS-004': { redis: { tls: { enabled: true } } },
  'SCALE-REDIS-005': { redis: { mode: 'existing', existing: { nodes: ['cache:6379'] } } },
  'SCALE-REDIS-006': { redis: { storage: { size: '10239Mi' } } },
};

/** Values that break just one of the design rules of the edge; some rules can be broken in several ways. */
export const EDGE_BREAKAGES: Readonly<Record<string, Tree>> = {
  'SCALE-EDGE-001': { edge: { redirects: { '/api/v1/auth/login': '/' } } },
  'SCALE-EDGE-003': { edge: { routes: { web: { cache: { enabled: true, credentials: 'forward' } } } } },
  'SCALE-EDGE-004': { edge: { tls: { at: 'front' } } },
  'SCALE-EDGE-004: an Ingress': { edge: { entry: { kind: 'ingress' }, tls: { at: 'none' } } },
  'SCALE-EDGE-005': { edge: { balancing: { zoneKilobytes: 64 } }, frontend: { autoscaling: { max: 40 } } },
  'SCALE-EDGE-006': { edge: { autoscaling: { min: 6 } } },
  'SCALE-EDGE-006: a second': { edge: { routes: { web: { rateLimit: { requests: 1 } } } } },
  'SCALE-EDGE-007': { frontend: { shutdown: { drainSeconds: 6 } } },
  'SCALE-EDGE-008': { edge: { routes: { web: { retries: { timeoutSeconds: 1 } } } } },
  'SCALE-EDGE-009: a Gateway without a class': {
    edge: {
      entry: { kind: 'gateway' },
      hosts: ['a.example.com'],
      tls: { at: 'front', existingSecret: 'x' },
      realIp: { from: ['10.0.0.0/8'] },
    },
  },
  'SCALE-EDGE-009: a Gateway without hosts': {
    edge: {
      entry: { kind: 'gateway', className: 'x' },
      tls: { at: 'front', existingSecret: 'x' },
      realIp: { from: ['10.0.0.0/8'] },
    },
  },
  'SCALE-EDGE-009: an issuer without hosts': { edge: { tls: { issuer: { name: 'x' } } } },
  'SCALE-EDGE-009: a Gateway without a certificate': {
    edge: {
      entry: { kind: 'gateway', className: 'x' },
      hosts: ['a.example.com'],
      tls: { at: 'front' },
      realIp: { from: ['10.0.0.0/8'] },
    },
  },
  'SCALE-EDGE-009: an issuer over a Secret': {
    edge: { hosts: ['a.example.com'], tls: { existingSecret: 'x', issuer: { name: 'x' } } },
  },
  'SCALE-EDGE-009: TLS that ends twice': { edge: { entry: { kind: 'ingress' }, realIp: { from: ['10.0.0.0/8'] } } },
  'SCALE-EDGE-009: the PROXY protocol of nobody': { edge: { realIp: { proxyProtocol: true } } },
  'SCALE-EDGE-010': { edge: { cache: { sizeMegabytes: 2048 } } },
  'SCALE-EDGE-011': { edge: { routes: { api: { bodyMegabytes: 513 } } } },
  'SCALE-EDGE-011: any size': { edge: { routes: { api: { bodyMegabytes: 0 } } } },
  'SCALE-EDGE-012': { edge: { routes: { static: { canaryPercent: 100 } } }, backend: { canary: { enabled: true } } },
};
