/** Every path: who may ask, and what may be answered. The server and the OpenAPI document are made of this table. */
import {
  deepAnswer,
  errorAnswer,
  infoAnswer,
  livenessAnswer,
  PATHS,
  readinessAnswer,
  replicationAnswer,
  startupAnswer,
} from '@scaleout/health-contract';
import type { z } from 'zod';

/** `open`: anyone, as often as they like. `limited`: so many requests a second and address. `token`: that, and with the token only. */
export type Guard = 'open' | 'limited' | 'token';

/** What is at a path. */
export interface Route {
  readonly path: string;
  readonly guard: Guard;
  readonly summary: string;
  /** JSON by status, or the media type of what is no JSON and always answered with 200. */
  readonly answers: Readonly<Record<number, z.ZodType>> | string;
}

const both = (schema: z.ZodType) => ({ 200: schema, 503: schema });
const METRICS_SUMMARY = 'What is measured, in the text format of Prometheus (0.0.4).';

export const ROUTES = {
  liveness: {
    path: PATHS.liveness,
    guard: 'open',
    summary: 'Whether the sidecar itself works. It says nothing of what is watched.',
    answers: both(livenessAnswer),
  },
  readiness: {
    path: PATHS.readiness,
    guard: 'open',
    summary: 'Whether the pod is to get traffic.',
    answers: both(readinessAnswer),
  },
  startup: {
    path: PATHS.startup,
    guard: 'open',
    summary: 'Whether the app and all it depends on have answered once; it stays so.',
    answers: both(startupAnswer),
  },
  deep: {
    path: PATHS.deep,
    guard: 'token',
    summary: 'Every component with its status, age and facts; 503 when one is down or unknown.',
    answers: both(deepAnswer),
  },
  prometheus: { path: PATHS.prometheus, guard: 'open', summary: METRICS_SUMMARY, answers: 'text/plain' },
  replication: {
    path: PATHS.replication,
    guard: 'token',
    summary: 'The replicas of the database; 404 where they are not watched, 503 when replication is down or unknown.',
    answers: { ...both(replicationAnswer), 404: errorAnswer },
  },
  info: {
    path: PATHS.info,
    guard: 'token',
    summary: 'Who answers, and how often it looks at what.',
    answers: { 200: infoAnswer },
  },
  metrics: { path: PATHS.metrics, guard: 'open', summary: METRICS_SUMMARY, answers: 'text/plain' },
  openapi: { path: PATHS.openapi, guard: 'open', summary: 'This document.', answers: 'application/json' },
  page: {
    path: PATHS.page,
    guard: 'limited',
    summary: 'A page for people; with the token it shows what `deep` tells.',
    answers: 'text/html',
  },
} as const satisfies Record<keyof typeof PATHS, Route>;

export type RouteName = keyof typeof ROUTES;

/** Every address there is, by its path. */
export const ROUTE_AT: ReadonlyMap<string, RouteName> = new Map(
  Object.entries(ROUTES).map(([name, { path }]) => [path, name as RouteName]),
);
