/** What is answered at each path, from what is known. Nothing is asked anew. */
import type { Configuration } from '../configuration';
import { deep, liveness, readiness, replication, startup, StartLatch, type Judged } from '../judgement';
import type { Log } from '../log';
import type { Sampler } from '../sampler';
import { JSON_TYPE, type Answer } from './answer';
import { info, type SidecarIdentity } from './info';
import { KeptText, METRICS_TYPE, metricsText, type OwnCounts } from './metrics';
import { openapiDocument } from './openapi';
import { page, PAGE_HEADERS } from './page';
import { refusal } from './refusals';
import type { RouteName } from './routes';

/** What the answers are made of. */
export interface Known {
  /** Read with each request, since it changes while the sidecar runs. */
  readonly configuration: () => Configuration;
  /** Whether that is what its file says now. @default - nobody knows */
  readonly isCurrent?: () => boolean;
  readonly sampler: Pick<Sampler, 'snapshots' | 'overdueSeconds'>;
  readonly state: { readonly isDraining: boolean };
  readonly identity: SidecarIdentity;
  readonly log: Log;
}

/** One request, as far as an answer depends on it. */
export interface Question {
  /** Whether the token came with it. */
  readonly isTrusted: boolean;
  readonly requestId: string;
}

export type Answers = Readonly<Record<RouteName, (question: Question) => Answer | Promise<Answer>>>;

const json = ({ status, body }: Judged<unknown>): Answer => ({ status, type: JSON_TYPE, body: JSON.stringify(body) });

/** The answers by route. */
export function answersFrom(known: Known, counts: OwnCounts, connections: () => number): Answers {
  const { configuration, isCurrent, sampler, state, identity, log } = known;
  const latch = new StartLatch();
  const judge = () => {
    const { snapshots } = sampler;
    const hasStarted = latch.hasStarted(snapshots);
    return {
      snapshots,
      startup: startup(snapshots, hasStarted),
      readiness: readiness({ snapshots, hasStarted, isDraining: state.isDraining, mode: configuration().readiness }),
      liveness: liveness(sampler.overdueSeconds),
    };
  };
  const kept = new KeptText();
  const metrics = async (): Promise<Answer> => {
    const { snapshots } = sampler;
    const write = () =>
      metricsText({
        ...{ stack: configuration().stack, snapshots, log },
        own: () => counts.samples({ version: identity.version, connections: connections(), isCurrent: isCurrent?.() }),
      });
    return { status: 200, type: METRICS_TYPE, body: await kept.take(snapshots, write) };
  };
  let document: string | undefined;

  return {
    liveness: () => json(liveness(sampler.overdueSeconds)),
    readiness: () => json(judge().readiness),
    startup: () => json(judge().startup),
    deep: () => json(deep(sampler.snapshots, new Date())),
    replication: ({ requestId }) => {
      const judged = replication(sampler.snapshots);
      return judged === undefined ? refusal('NOT_CONFIGURED', requestId) : json(judged);
    },
    info: () => json({ status: 200, body: info(identity, configuration(), sampler.snapshots, new Date()) }),
    prometheus: metrics,
    metrics,
    openapi: () => {
      document ??= JSON.stringify(openapiDocument());
      return { status: 200, type: JSON_TYPE, body: document };
    },
    page: ({ isTrusted }) => ({
      status: 200,
      type: 'text/html; charset=utf-8',
      headers: PAGE_HEADERS,
      body: page({
        ...judge(),
        details: isTrusted ? { stack: configuration().stack, identity } : undefined,
      }),
    }),
  };
}
