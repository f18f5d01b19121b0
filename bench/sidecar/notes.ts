/** In plain words: what was missed and why, and what the figures do not say. */
import { median } from '../common/numbers';
import type { Results } from './report';

export const notes = (results: Results): string =>
  [memory(results), small(results), truth(results)].map((each) => `- ${each}`).join('\n');

function memory({ node, hour }: Results): string {
  const after = hour.get('ours')?.after;
  const { resident, anonymous } = node.memory;
  return `**Memory.** Node ${node.version} by itself, with an HTTP server and TLS, has ${resident.toFixed(0)} MiB resident, of which ${(resident - anonymous).toFixed(0)} are pages of its program that all Node processes of a machine share. The sidecar's own (RssAnon) is ${(after?.anonymous ?? NaN).toFixed(0)} MiB after an hour of scrapes. An exporter in Go begins at 12, and no setting of Node gets there.`;
}

const small = ({ turns }: Results): string =>
  `**CPU.** At one scrape a second the sidecar also looks by itself, at two servers, a pooler and six nodes: ${median(
    (turns.get('ours') ?? []).map(({ cpu }) => cpu),
  ).toFixed(
    0,
  )} ms of CPU a second for both. For the same sight there would be an exporter of Postgres for each member, and one of Redis that is asked for each node.`;

function truth({ truth: times }: Results): string {
  const redis = times.get('a master of Redis is killed');
  const [ours, theirs] = [median(redis?.ours ?? []), median(redis?.redis ?? [])].map((ms) => ms.toFixed(0));
  return `**Truth.** An exporter looks when it is asked, and so knows of a refused connection at once (Redis: ${String(theirs)} ms, against ${String(ours)}); the sidecar looks every 5 s, and within 100 ms when a connection that it keeps ends. A server that is silent ends none: it is found out at the next look, after its deadline of 2 s. The exporters hang as long as it does, so that Prometheus gets no answer at all in place of a 0.`;
}
