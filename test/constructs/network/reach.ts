/** What NetworkPolicies allow, worked out as a network plug-in does: both ends have to agree, and whom no policy is about may do anything. */

type Labels = Readonly<Record<string, string>>;
interface Selector {
  readonly matchLabels?: Labels;
}
interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string };
}
interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port: number; readonly protocol?: string }[];
}
/** A NetworkPolicy, as it is applied. */
export interface Policy {
  readonly kind: 'NetworkPolicy';
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly podSelector: Selector;
    readonly policyTypes: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

/** Someone in the network: a pod of the namespace, one of another, or an address outside. */
export interface Someone {
  readonly labels?: Labels;
  /** The labels of its namespace. @default - the one that the policies are in */
  readonly namespace?: Labels;
  /** It is no pod. */
  readonly address?: string;
}

const selects = ({ matchLabels = {} }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value);

function isPeer({ podSelector, namespaceSelector, ipBlock }: Peer, who: Someone): boolean {
  if (ipBlock !== undefined) return who.address !== undefined;
  if (who.address !== undefined) return false;
  const inNamespace =
    namespaceSelector === undefined ? who.namespace === undefined : selects(namespaceSelector, who.namespace ?? {});
  return inNamespace && (podSelector === undefined || selects(podSelector, who.labels ?? {}));
}

function allows(
  policies: readonly Policy[],
  way: 'ingress' | 'egress',
  own: Someone,
  other: Someone,
  port: number,
): boolean {
  if (own.labels === undefined || own.namespace !== undefined) return true;
  const type = way === 'ingress' ? 'Ingress' : 'Egress';
  const about = policies.filter(
    ({ spec }) => spec.policyTypes.includes(type) && selects(spec.podSelector, own.labels ?? {}),
  );
  if (about.length === 0) return true;
  return about
    .flatMap(({ spec }) => spec[way] ?? [])
    .some(({ from, to, ports = [] }) => {
      const peers = (way === 'ingress' ? from : to) ?? [];
      const isNamed = peers.length === 0 || peers.some((peer) => isPeer(peer, other));
      return isNamed && (ports.length === 0 || ports.some((each) => each.port === port));
    });
}

/** Whether a connection comes through. */
export const reaches = (policies: readonly Policy[], from: Someone, to: Someone, port: number): boolean =>
  allows(policies, 'egress', from, to, port) && allows(policies, 'ingress', to, from, port);
