import { PATHS } from '@scaleout/health-contract';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { openapiDocument } from '../../../../services/health-sidecar/src/http/openapi';
import { ofPod, snapshot } from '../snapshots';
import { BEARER, serveHealth, type Reply, type World } from './serve';

type Json = Record<string, unknown>;
interface Response {
  readonly content?: Record<string, { readonly schema?: Json }>;
  readonly headers?: Json;
}
interface Document {
  readonly paths: Record<
    string,
    { readonly get: { readonly responses: Record<string, Response>; readonly security?: unknown[] } }
  >;
  readonly components: { readonly schemas: Json };
}

const document = JSON.parse(JSON.stringify(openapiDocument())) as Document;
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'api', ...document });

const responseOf = (path: string, { status }: Reply): Response => {
  const { responses } = document.paths[path]?.get ?? { responses: {} };
  return responses[String(status)] ?? responses['default'] ?? {};
};
const validatorOf = (schema: Json): ValidateFunction =>
  ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as Json);

/** Holds a real answer against what the document promises for its path and status. */
function expectPromised(path: string, reply: Reply): void {
  const { content = {}, headers = {} } = responseOf(path, reply);
  const type = reply.headers['content-type']?.split(';')[0] ?? '';
  expect(Object.keys(content)).toEqual([type]);
  for (const header of Object.keys(headers)) expect(reply.headers).toHaveProperty(header.toLowerCase());
  if (type !== 'application/json') return;
  const validate = validatorOf(content[type]?.schema ?? { not: {} });
  validate(reply.json);
  expect(validate.errors ?? []).toEqual([]);
}

const down = [
  ofPod({ name: 'app', status: 'down', hasAnswered: false, reason: 'no answer in 2 s' }),
  snapshot({ name: 'database', status: 'unknown' }),
  snapshot({ name: 'replication', status: 'down', reading: { status: 'down', facts: { replicas: { a: {} } } } }),
  snapshot({ name: 'system', status: 'unknown' }),
  snapshot({ name: 'redis', status: 'degraded' }),
];

const cases: readonly (readonly [string, number, Partial<World>, Record<string, string>])[] = [
  [PATHS.liveness, 200, {}, {}],
  [PATHS.liveness, 503, { overdueSeconds: 9 }, {}],
  [PATHS.readiness, 200, {}, {}],
  [PATHS.readiness, 503, { snapshots: down }, {}],
  [PATHS.startup, 200, {}, {}],
  [PATHS.startup, 503, { snapshots: down }, {}],
  ...[PATHS.deep, PATHS.replication, PATHS.info].flatMap(
    (path) =>
      [
        [path, 401, {}, {}],
        [path, 401, {}, { authorization: 'Bearer wrong' }],
        [path, 403, { token: undefined }, BEARER],
      ] as const,
  ),
  [PATHS.deep, 200, {}, BEARER],
  [PATHS.deep, 503, { snapshots: down }, BEARER],
  [PATHS.replication, 200, { snapshots: [snapshot({ name: 'replication' })] }, BEARER],
  [PATHS.replication, 404, {}, BEARER],
  [PATHS.replication, 503, { snapshots: down }, BEARER],
  [PATHS.info, 200, {}, BEARER],
  [PATHS.prometheus, 200, {}, {}],
  [PATHS.metrics, 200, {}, {}],
  [PATHS.openapi, 200, {}, {}],
  [PATHS.page, 200, {}, {}],
];

test.each(cases)('%s with %i is what the document promises', async (path, status, world, headers) => {
  const { ask } = await serveHealth(world);
  const reply = await ask(path, headers);
  expect(reply.status).toBe(status);
  expectPromised(path, reply);
});

test.each([PATHS.deep, PATHS.replication, PATHS.info, PATHS.page])('%s with 429 is what it promises', async (path) => {
  const { ask } = await serveHealth({ configuration: { limits: { requestsPerSecond: 0.1 } } });
  await ask(path, BEARER);
  const reply = await ask(path, BEARER);
  expect(reply.status).toBe(429);
  expectPromised(path, reply);
});

test('every status that it promises is one that a test has seen', () => {
  const promised = Object.entries(document.paths).flatMap(([path, { get }]) =>
    Object.keys(get.responses)
      .filter((status) => status !== 'default')
      .map((status) => `${path} ${status}`),
  );
  const limited = [PATHS.deep, PATHS.replication, PATHS.info, PATHS.page].map((path) => `${path} 429`);
  expect(new Set(promised)).toEqual(new Set([...cases.map(([path, status]) => `${path} ${status}`), ...limited]));
});

test('what else goes wrong is what it promises as `default`', async () => {
  const { ask } = await serveHealth();
  const reply = await ask(PATHS.readiness, {}, 'POST');
  expect(reply.status).toBe(405);
  expectPromised(PATHS.readiness, reply);
});

test('an answer that is not so would be told: the schemas are strict', () => {
  const validate = validatorOf({ $ref: '#/components/schemas/Readiness' });
  expect(validate({ status: 'ready', reasons: [] })).toBe(true);
  expect(validate({ status: 'fine', reasons: [] })).toBe(false);
  expect(validate({ status: 'ready', reasons: [], address: '10.0.0.1' })).toBe(false);
});

test('is served as it is', async () => {
  const { ask } = await serveHealth();
  expect((await ask(PATHS.openapi)).json).toEqual(document);
});
