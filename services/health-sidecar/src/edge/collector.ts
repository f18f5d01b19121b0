/** The nginx beside the sidecar, by the figures that it tells itself. What it counts begins anew when it does. */
import { sample } from '@scaleout/health-contract';
import { CollectorError, type Collector, type Reading } from '../collector';
import type { Configuration } from '../configuration';
import { HttpAsker, type HttpAnswer } from '../http-asker';
import { readStubStatus, type StubStatus } from './stub-status';

/** Its page has less than 300. */
const MOST_BODY_BYTES = 1024;

export function edgeCollector({ status }: NonNullable<Configuration['edge']>): Collector {
  const asker = new HttpAsker(new URL(status), MOST_BODY_BYTES);
  return {
    name: 'edge',
    scope: 'pod',
    whenFailed: { facts: factsOf({}), samples: sample('edge_up', false, {}) },
    async collect(signal): Promise<Reading> {
      const began = performance.now();
      const told = toldIn(await asker.get(signal));
      const seconds = (performance.now() - began) / 1000;
      return { status: 'ok', facts: factsOf(told, seconds), samples: samplesOf(told) };
    },
    close: () => {
      asker.close();
    },
  };
}

/** @throws CollectorError when it is anything but the page of stub_status: an error page and a redirect tell no figures either */
function toldIn({ status, body }: HttpAnswer): StubStatus {
  if (status !== 200) throw new CollectorError(`answers ${status} when it is asked for its figures`);
  const told = body === undefined ? undefined : readStubStatus(body.toString('latin1'));
  if (told === undefined) throw new CollectorError('answers something else than its figures');
  return told;
}

const factsOf = (told: Partial<StubStatus>, seconds?: number) => ({
  latency_ms: seconds === undefined ? null : Math.round(seconds * 1e6) / 1000,
  connections_active: told.active ?? null,
  connections_reading: told.reading ?? null,
  connections_writing: told.writing ?? null,
  connections_waiting: told.waiting ?? null,
  connections_accepted: told.accepted ?? null,
  connections_handled: told.handled ?? null,
  requests: told.requests ?? null,
});

const STATES = ['active', 'reading', 'writing', 'waiting'] as const;

const samplesOf = (told: StubStatus) => [
  ...sample('edge_up', true, {}),
  ...STATES.flatMap((state) => sample('edge_connections', told[state], { state })),
  ...sample('edge_connections_accepted_total', told.accepted, {}),
  ...sample('edge_connections_handled_total', told.handled, {}),
  ...sample('edge_requests_total', told.requests, {}),
];
