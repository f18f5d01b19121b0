/** What has to be over before anything is changed that is well as it is. */
import { knownBy, type Cluster } from './cluster';

/** What is still going on: nothing when all is quiet. */
export function unrest(cluster: Cluster): string[] {
  const away = cluster.expected
    .filter((member) => !cluster.core.some(({ pod }) => pod === member.pod))
    .map(({ pod, silence }) => `${pod}: ${silence ?? 'not in the cluster yet'}`);
  const leaving = cluster.core.filter(({ state }) => state.leaving).map(({ pod }) => `${pod} is leaving`);
  const silent = cluster.core.filter(({ state }) => !state.answering).map(({ pod }) => `${pod} takes no queries yet`);
  const meeting = cluster.core
    .filter(({ state }) => state.peers.some(({ handshake }) => handshake))
    .map(({ pod }) => `${pod} is meeting somebody`);
  const links = cluster.core.flatMap((member) =>
    knownBy(member).flatMap(({ id, connected, failing }) => {
      const other = cluster.member(id);
      return other !== undefined && (!connected || failing !== 'no')
        ? [`${member.pod} does not reach ${other.pod}`]
        : [];
    }),
  );
  const strangers = cluster.core.flatMap((member) =>
    cluster.core
      .filter((other) => other !== member && !knownBy(member).some(({ id }) => id === other.state.id))
      .map((other) => `${member.pod} has not heard of ${other.pod} yet`),
  );
  const orphans = cluster.owners.some((owner) => owner !== undefined && cluster.member(owner) === undefined);
  return [
    ...away,
    ...leaving,
    ...silent,
    ...meeting,
    ...links,
    ...strangers,
    ...(orphans ? ['slots of a lost master'] : []),
  ];
}
