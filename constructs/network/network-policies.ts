/** NetworkPolicies, from the flows of the tree. */
import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Manifest, type Presence } from '../manifest';
import { contextOf } from '../stack-context';
import { isExpr, type Param } from '../values/expr';
import { and, isSet, not, or, str } from '../values/ops';
import { resolveProps, type PropsOf, type Resolved } from '../values/props';
import { Each, each, field, items, loopVariable, merge, passed, when, type Template } from '../values/template';
import { componentsOf, flowsBelow, type End, type FlowSpec, type Outsider } from './flow';
import { API_SERVER_PORTS, networkValues, type NetworkSchema } from './values';

/** Properties of {@link NetworkPolicies}. */
export type NetworkPoliciesProps = PropsOf<NetworkSchema> & {
  /** Who reads metrics, as peers of a NetworkPolicy. @default - nobody */
  readonly scrapers?: Param<readonly object[]>;
};

const SCHEMA = networkValues();
const DNS_PORT = 53;

/** What values add for one component. */
interface More {
  readonly component: Param<string>;
  readonly ingress: Param<readonly object[]>;
  readonly egress: Param<readonly object[]>;
}

type Peers = Template<k8s.NetworkPolicyPeer[]> | undefined;

/**
 * One policy that denies everything to all pods of the stack, in both directions, and one for each component that allows what was said by
 * connections. Made last: what is connected later has no policy. Its id stands in the name of the first: `STACK-ID`.
 *
 * ```ts
 * new NetworkPolicies(chart, 'network', { clients: [{ namespaceSelector: { matchLabels: { name: 'gateway' } } }] });
 * ```
 */
export class NetworkPolicies extends Construct {
  private readonly p: Resolved<NetworkSchema>;
  private readonly scrapers: Param<readonly object[]>;

  constructor(scope: Construct, id: string, props: NetworkPoliciesProps = {}) {
    super(scope, id);
    const { scrapers = [], ...given } = props;
    this.p = resolveProps(SCHEMA, given as PropsOf<NetworkSchema>, this.node.path);
    this.scrapers = scrapers;
    const { fullname, labels, selectorLabels } = contextOf(this);
    const flows = flowsBelow(this.node.root);

    new Manifest(
      this,
      'Deny',
      'NetworkPolicy',
      {
        metadata: { name: str`${fullname}-${id}`, labels },
        spec: { podSelector: { matchLabels: selectorLabels }, policyTypes: ['Ingress', 'Egress'] },
      },
      { when: this.p.enabled },
    );
    for (const component of componentsOf(flows)) this.allow(component, flows);
    this.allowMore();
  }

  /** What the values add: policies add up. */
  private allowMore(): void {
    const { more } = this.p;
    if (!isExpr(more)) {
      more.forEach((each, index) => {
        this.addMore(each, index, `More-${index}`, {});
      });
      return;
    }
    const rule = loopVariable<More>('rule', 'map');
    const list = (key: 'ingress' | 'egress') => field(rule, key, 'list') as Param<readonly object[]>;
    const component = field(rule, 'component', 'string') as Param<string>;
    const parts = { component, ingress: list('ingress'), egress: list('egress') };
    const loop = new Each(more, 'rule', undefined, 'index');
    this.addMore(parts, loopVariable<number>('index', 'int'), 'More', { loop });
  }

  private addMore({ component, ingress, egress }: More, index: Param<number>, id: string, presence: Presence): void {
    const { fullname, labels } = contextOf(this);
    new Manifest(
      this,
      id,
      'NetworkPolicy',
      {
        metadata: { name: str`${fullname}-${this.node.id}-${index}`, labels },
        spec: {
          podSelector: { matchLabels: this.selector(component) },
          policyTypes: ['Ingress', 'Egress'],
          ingress: [items(passed<readonly k8s.NetworkPolicyIngressRule[]>(ingress))],
          egress: [items(passed<readonly k8s.NetworkPolicyEgressRule[]>(egress))],
        },
      },
      { ...presence, when: this.p.enabled },
    );
  }

  private allow(component: string, flows: readonly FlowSpec[]): void {
    const { fullname, labels } = contextOf(this);
    const is = (end: End) => 'component' in end && end.component === component;
    const incoming = flows.filter(({ to }) => is(to));
    const outgoing = flows.filter(({ from }) => is(from));
    const there = or(...[...incoming, ...outgoing].map(({ when: holds = true }) => holds));
    const ingress = incoming.map((flow) => this.rule<k8s.NetworkPolicyIngressRule>(flow, flow.from, 'from'));
    const egress: Template<k8s.NetworkPolicyEgressRule>[] = [
      // Without names nothing is found.
      { ports: [port(DNS_PORT, 'UDP'), port(DNS_PORT)], to: this.nameServers() },
      ...outgoing.map((flow) => this.rule<k8s.NetworkPolicyEgressRule>(flow, flow.to, 'to')),
    ];
    new Manifest(
      this,
      component,
      'NetworkPolicy',
      {
        metadata: {
          name: str`${fullname}-${component}`,
          labels: merge<Record<string, string>>(labels, { 'app.kubernetes.io/component': component }),
        },
        spec: {
          podSelector: { matchLabels: this.selector(component) },
          policyTypes: ['Ingress', 'Egress'],
          // The API server keeps no empty list, and a second apply would write it again.
          ingress: ingress.length === 0 ? undefined : ingress,
          egress,
        },
      },
      { when: and(this.p.enabled, there) },
    );
  }

  private selector(component: Param<string>): Template<Record<string, string>> {
    return merge<Record<string, string>>(contextOf(this).selectorLabels, { 'app.kubernetes.io/component': component });
  }

  private nameServers(): Peers {
    return [
      items(passed<readonly k8s.NetworkPolicyPeer[]>(this.p.dns)),
      when<k8s.NetworkPolicyPeer>(not(isSet(this.p.dns)), {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      }),
    ];
  }

  /** One rule for one flow, seen from one of its ends. */
  private rule<R>(flow: FlowSpec, other: End, side: 'from' | 'to'): Template<R> {
    const { when: holds = true } = flow;
    const ports = 'outside' in other && other.outside === 'api-server' ? API_SERVER_PORTS : flow.ports;
    const rule = { ports: ports.map((number) => port(number)) };
    if ('component' in other) {
      const peers = [{ podSelector: { matchLabels: this.selector(other.component) } }];
      return when<R>(holds, { ...rule, [side]: peers } as never) as Template<R>;
    }
    const { given, peers, nobody } = this.outsiders(other.outside);
    const named = { ...rule, [side]: peers };
    // Who is not named is nobody, or everybody.
    const made = nobody
      ? when<unknown>(and(holds, given), named as never)
      : when<unknown>(holds, when<unknown>(given, named as never, rule as never) as never);
    return made as Template<R>;
  }

  private outsiders(who: Outsider): { given: Param<boolean>; peers: Peers; nobody: boolean } {
    const list = (of: Param<readonly object[]>): Peers => [items(passed<readonly k8s.NetworkPolicyPeer[]>(of))];
    const { clients, apiServer } = this.p;
    switch (who) {
      case 'clients':
        return { given: isSet(clients), peers: list(clients), nobody: false };
      case 'scrapers':
        return { given: isSet(this.scrapers), peers: list(this.scrapers), nobody: true };
      case 'api-server':
        return {
          given: isSet(apiServer),
          peers: [each(apiServer, 'cidr', (cidr): Template<k8s.NetworkPolicyPeer> => ({ ipBlock: { cidr } }))],
          nobody: false,
        };
      case 'others':
        return { given: false, peers: [], nobody: false };
    }
  }
}

const port = (number: Param<number>, protocol = 'TCP'): Template<k8s.NetworkPolicyPort> => ({ port: number, protocol });
