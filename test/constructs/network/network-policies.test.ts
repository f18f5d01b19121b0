import { Chart, Testing } from 'cdk8s';
import { fastnext } from '../../../charts/fastnext';
import { Stack } from '../../../charts/stack';
import { NetworkPolicies, WebService, type NetworkPoliciesProps } from '../../../constructs';
import { contextOf } from '../../../constructs/stack-context';
import { loadValues } from '../../../constructs/values/input/load';
import { objectsOf } from '../../../packaging/manifests';
import { reaches, type Policy, type Someone } from './reach';

interface Workload {
  readonly kind: string;
  readonly spec: {
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly containers: readonly Ports[];
        readonly initContainers?: readonly Ports[];
      };
    };
  };
}
interface Ports {
  readonly ports?: readonly { readonly containerPort: number }[];
}

/** The policies of the reference stack, and each of its components: the labels of its pods, and all ports that they have. */
function stackOf(...sets: string[]) {
  const stack = new Stack(fastnext);
  const scope = { values: loadValues(fastnext, { sets }).values, release: contextOf(stack).release };
  const objects = objectsOf(stack, scope).flatMap(({ objects: of }) => of as unknown as { readonly kind: string }[]);
  const policies = objects.filter((each): each is Policy => each.kind === 'NetworkPolicy');
  const workloads = objects.filter((each): each is Workload =>
    ['Deployment', 'StatefulSet', 'Job'].includes(each.kind),
  );
  const components = new Map(
    workloads.map(({ spec: { template } }) => {
      const { labels } = template.metadata;
      const { containers, initContainers = [] } = template.spec;
      const ports = [...containers, ...initContainers].flatMap((each) => each.ports ?? []);
      return [
        labels['app.kubernetes.io/component'] ?? '',
        { labels, ports: ports.map(({ containerPort }) => containerPort) },
      ] as const;
    }),
  );
  const who = (name: string): Someone => ({ labels: components.get(name)?.labels ?? {} });
  return { policies, components, who };
}

/** Each connection that comes through, of all that there could be: `edge -> backend:8000`. */
function graph(...sets: string[]): string[] {
  const { policies, components, who } = stackOf(...sets);
  return [...components.keys()].flatMap((from) =>
    [...components].flatMap(([to, { ports }]) =>
      ports.filter((port) => reaches(policies, who(from), who(to), port)).map((port) => `${from} -> ${to}:${port}`),
    ),
  );
}

const own = (component: string, ...ports: number[]) => ports.map((port) => `${component} -> ${component}:${port}`);

test('of all connections between pods, those of the graph come through, and no other', () => {
  expect(graph().sort()).toEqual(
    [
      ...own('postgres', 5432, 8008),
      'postgres -> pooler:6432',
      'postgres -> pooler:6433',
      'postgres-configure -> postgres:8008',
      'pooler -> postgres:5432',
      ...own('redis', 6379, 16379, 8181),
      'backend -> pooler:6432',
      'backend -> pooler:6433',
      'backend -> redis:6379',
      'frontend -> backend:8000',
      'edge -> backend:8000',
      'edge -> frontend:3000',
      'monitoring -> postgres:5432',
      'monitoring -> pooler:6432',
      'monitoring -> redis:6379',
    ].sort(),
  );
});

test('without a pooler the backend goes to Postgres itself', () => {
  const found = graph('pooler.enabled=false');
  expect(found).toContain('backend -> postgres:5432');
  expect(found.filter((each) => each.includes('pooler'))).toEqual([]);
});

test('a canary reaches what its service does, and nobody else reaches it', () => {
  const found = graph('backend.canary.enabled=true').filter((each) => each.includes('api-canary'));
  expect(found.sort()).toEqual([
    'api-canary -> pooler:6432',
    'api-canary -> pooler:6433',
    'api-canary -> redis:6379',
    'edge -> api-canary:8000',
  ]);
});

describe('from outside', () => {
  const stranger: Someone = { labels: { app: 'other' } };
  const elsewhere: Someone = { namespace: { 'kubernetes.io/metadata.name': 'other' }, labels: { app: 'other' } };
  const internet: Someone = { address: '203.0.113.7' };

  test('everybody reaches the edge, and nothing but the edge', () => {
    const { policies, components, who } = stackOf();
    for (const from of [stranger, elsewhere, internet]) {
      for (const [name, { ports }] of components) {
        const open = ports.filter((port) => reaches(policies, from, who(name), port));
        expect([name, open]).toEqual([name, name === 'edge' ? [8080, 8443] : []]);
      }
    }
  });

  test('of clients and scrapers, those that are named alone', () => {
    const peer = (list: string) => [`${list}[0].namespaceSelector.matchLabels.kubernetes\\.io/metadata\\.name=other`];
    const { policies, who } = stackOf(...peer('network.clients'), ...peer('sidecar.scrapeFrom'));
    expect(reaches(policies, stranger, who('edge'), 8443)).toBe(false);
    expect(reaches(policies, elsewhere, who('edge'), 8443)).toBe(true);
    expect(reaches(policies, elsewhere, who('backend'), 9100)).toBe(true);
    expect(reaches(policies, elsewhere, who('redis'), 8181)).toBe(true);
    expect(reaches(policies, elsewhere, who('backend'), 8000)).toBe(false);
    expect(reaches(policies, stranger, who('backend'), 9100)).toBe(false);
  });
});

describe('to outside', () => {
  const dns: Someone = {
    namespace: { 'kubernetes.io/metadata.name': 'kube-system' },
    labels: { 'k8s-app': 'kube-dns' },
  };
  const api: Someone = { address: '10.0.0.1' };

  test('all ask for names, and nothing else of the name servers', () => {
    const { policies, components, who } = stackOf();
    for (const name of components.keys()) {
      expect([name, reaches(policies, who(name), dns, 53), reaches(policies, who(name), dns, 9153)]).toEqual([
        name,
        true,
        false,
      ]);
    }
  });

  test('those that need it reach the API server, and nobody the rest of the world', () => {
    const { policies, components, who } = stackOf();
    const reaching = [...components.keys()].filter((name) => reaches(policies, who(name), api, 6443));
    expect(reaching.sort()).toEqual(['postgres', 'redis', 'secrets']);
    for (const name of components.keys()) expect(reaches(policies, who(name), api, 587)).toBe(false);
  });

  test('a service reaches what its values add', () => {
    const { policies, who } = stackOf(
      ...['component=backend', 'egress[0].ports[0].port=587', 'ingress[0].ports[0].port=1'].map(
        (set) => `network.more[0].${set}`,
      ),
    );
    expect(reaches(policies, who('backend'), api, 587)).toBe(true);
    expect(reaches(policies, who('frontend'), api, 587)).toBe(false);
  });

  test('a database that is there already is reached at its port', () => {
    const { policies, who } = stackOf(
      'postgres.mode=external',
      'postgres.external.host=db.example.com',
      'postgres.external.port=5433',
      'postgres.existingSecret=db',
    );
    expect(reaches(policies, who('backend'), { address: '192.0.2.1' }, 5433)).toBe(true);
    expect(reaches(policies, who('backend'), { address: '192.0.2.1' }, 5432)).toBe(false);
  });
});

test('none are made when they are not wanted', () => {
  expect(stackOf('network.enabled=false').policies).toEqual([]);
});

describe('in a cdk8s app of your own', () => {
  const synth = (props: NetworkPoliciesProps = {}) => {
    const chart = new Chart(Testing.app(), 'shop');
    const api = new WebService(chart, 'api', { image: 'shop/api:1' });
    new WebService(chart, 'web', { image: 'shop/web:1' }).connect(api);
    new NetworkPolicies(chart, 'network', props);
    return (Testing.synth(chart) as ({ readonly kind: string } | undefined)[]).filter(
      (each): each is Policy => each?.kind === 'NetworkPolicy',
    );
  };
  test('they follow from its connections', () => {
    const who = (component: string): Someone => ({
      labels: {
        'app.kubernetes.io/name': 'shop',
        'app.kubernetes.io/instance': 'shop',
        'app.kubernetes.io/component': component,
      },
    });
    const policies = synth();
    expect(policies.map(({ metadata }) => metadata.name)).toEqual(['shop-network', 'shop-web', 'shop-api']);
    expect(reaches(policies, who('web'), who('api'), 8080)).toBe(true);
    expect(reaches(policies, who('api'), who('web'), 8080)).toBe(false);
  });
});
