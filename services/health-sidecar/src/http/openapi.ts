/** The OpenAPI document of all that is answered, made of the routes and their schemas. */
import {
  deepAnswer,
  errorAnswer,
  infoAnswer,
  livenessAnswer,
  readinessAnswer,
  replicationAnswer,
  startupAnswer,
} from '@scaleout/health-contract';
import * as z from 'zod';
import { ROUTES, type Route } from './routes';

/** Of the API, not of the sidecar: paths and the fields of answers only come, and never go, while its first number stays. */
const API_VERSION = '1.0.0';

const SCHEMAS = {
  Liveness: livenessAnswer,
  Readiness: readinessAnswer,
  Startup: startupAnswer,
  Deep: deepAnswer,
  Replication: replicationAnswer,
  Info: infoAnswer,
  Error: errorAnswer,
};

type Json = Readonly<Record<string, unknown>>;

const refOf = (schema: z.ZodType): Json => {
  const name = Object.entries(SCHEMAS).find(([, each]) => each === schema)?.[0];
  return { $ref: `#/components/schemas/${name ?? 'Error'}` };
};
const ERROR = refOf(errorAnswer);

const MEANINGS: Readonly<Record<number, string>> = {
  200: 'It is so, or well enough.',
  401: 'Without the token, or with a wrong one.',
  403: 'No token is configured that could open it.',
  404: 'This is not watched here.',
  429: 'Too many requests from this address; `Retry-After` says when.',
  503: 'It is not so, or nobody knows.',
};

const answered = (status: number, content: Json, headers: Json = {}): readonly [string, Json] => [
  String(status),
  { description: MEANINGS[status], content, ...(Object.keys(headers).length === 0 ? {} : { headers }) },
];
const json = (schema: Json): Json => ({ 'application/json': { schema } });
const text = (description: string): Json => ({ description, schema: { type: 'string' } });

function answersOf({ guard, answers }: Route): Json {
  const own =
    typeof answers === 'string'
      ? [answered(200, { [answers]: { schema: { type: answers === 'application/json' ? 'object' : 'string' } } })]
      : Object.entries(answers).map(([status, schema]) => answered(Number(status), json(refOf(schema))));
  const token =
    guard === 'token'
      ? [
          answered(401, json(ERROR), { 'WWW-Authenticate': text('That a bearer token is asked for.') }),
          answered(403, json(ERROR)),
        ]
      : [];
  const rate = guard === 'open' ? [] : [answered(429, json(ERROR), { 'Retry-After': text('Seconds to wait.') })];
  return {
    ...Object.fromEntries([...own, ...token, ...rate]),
    default: { description: 'What is no such request, or went wrong.', content: json(ERROR) },
  };
}

const operationOf = (name: string, route: Route): Json => ({
  operationId: name,
  summary: route.summary,
  ...(route.guard === 'token' ? { security: [{ token: [] }] } : {}),
  // What the page shows more with a token, it shows without one not.
  ...(route.guard === 'limited' ? { security: [{}, { token: [] }] } : {}),
  responses: answersOf(route),
});

const schemaOf = (schema: z.ZodType): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12' });
  return rest;
};

/** The document. */
export const openapiDocument = (): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'Scaleout health API',
    version: API_VERSION,
    description:
      'What the health sidecar answers, always from its last look and never by asking anew. HEAD is answered as GET is, without the body.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  security: [],
  paths: Object.fromEntries(
    Object.entries(ROUTES).map(([name, route]) => [route.path, { get: operationOf(name, route) }]),
  ),
  components: {
    securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    schemas: Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, schemaOf(schema)])),
  },
});
