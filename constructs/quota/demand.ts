/** What a tree needs of its namespace: read from its own pods and claims, so that there is no second list of it. */
import type { IConstruct } from 'constructs';
import { misuse } from '../errors';
import { Manifest, type Pods } from '../manifest';
import { Expr, exprOf, type Param } from '../values/expr';
import { helper } from '../values/helper';
import { add, and, choose, eq, get, include, length, max, mul, not, or } from '../values/ops';
import { When } from '../values/template';
import { milli, wholeMebi } from '../workload/quantity';

/** A container of a pod, and when it is there. */
interface Container {
  readonly when: Param<boolean>;
  readonly resources: Param<Record<string, unknown>>;
  /** It runs to its end before the others start. */
  readonly first: boolean;
}

/** The pods of one object. */
export interface Demand {
  /** The id of the construct that made it: `backend`. */
  readonly component: string;
  readonly when: Param<boolean>;
  /** Pods when all are well; 0 of what is not there all the time. */
  readonly least: Param<number>;
  /** Pods at most, those of a roll-out included. */
  readonly most: Param<number>;
  /** Pods at most, those on their way out included: a quota counts them until they are gone. */
  readonly peak: Param<number>;
  readonly containers: readonly Container[];
  /** Sizes of the volumes that each pod claims. */
  readonly claims: readonly { readonly when: Param<boolean>; readonly size: Param<string> }[];
}

/** What all pods below a construct need. */
export const demandsBelow = (root: IConstruct): readonly Demand[] =>
  root.node
    .findAll()
    .filter((node): node is Manifest => node instanceof Manifest)
    .flatMap(demandsOf);

function demandsOf(manifest: Manifest): readonly Demand[] {
  const { kind, presence, isApplied } = manifest;
  // Of others nothing is made: the quota itself is one of them.
  if (!['Deployment', 'StatefulSet', 'Job', 'Pod'].includes(kind)) return [];
  const { template } = manifest;
  const { pods = once(manifest), loop, when = true } = presence;
  const rounds = loop === undefined ? 1 : roundsOf(loop.over);
  const spec = template['spec'] as Fields;
  const pod = (kind === 'Pod' ? spec : (spec['template'] as Fields)['spec']) as Fields;
  return [
    {
      component: manifest.node.scope?.node.id ?? manifest.node.id,
      when,
      least: isApplied ? mul(pods.least, rounds) : 0,
      most: mul(pods.most, rounds),
      peak: mul(add(pods.most, pods.leaving ?? 0), rounds),
      containers: [...containersOf(pod['initContainers'], true), ...containersOf(pod['containers'], false)],
      claims: entriesOf(spec['volumeClaimTemplates']).map(({ when: there, entry }) => {
        const claim = entry['spec'] as {
          readonly resources: { readonly requests: { readonly storage: Param<string> } };
        };
        return { when: there, size: claim.resources.requests.storage };
      }),
    },
  ];
}

function once({ kind, node }: Manifest): Pods {
  if (kind === 'Job' || kind === 'Pod') return { least: 1, most: 1 };
  throw misuse('SCALE-PARAM-009', `the ${kind} '${node.path}' does not say how many pods it makes`);
}

type Fields = Readonly<Record<string, unknown>>;

const roundsOf = (over: Expr<unknown>): Param<number> =>
  over.kind === 'int' ? (over as Expr<number>) : length(over as Expr<readonly unknown[]>);

const containersOf = (list: unknown, init: boolean): readonly Container[] =>
  entriesOf(list).map(({ when, entry }) => ({
    when,
    resources: entry['resources'] as Container['resources'],
    first: init && entry['restartPolicy'] !== 'Always',
  }));

/** The entries of a list that may depend on a condition. */
function entriesOf(list: unknown): readonly { readonly when: Param<boolean>; readonly entry: Fields }[] {
  if (list === undefined) return [];
  return (list as readonly unknown[]).flatMap((item) => {
    if (item === undefined) return [];
    if (!(item instanceof When)) return [{ when: true, entry: item as Fields }];
    return [
      ...entriesOf([item.then]).map(({ when, entry }) => ({ when: and(item.cond, when), entry })),
      ...entriesOf([item.otherwise]).map(({ when, entry }) => ({ when: and(not(item.cond), when), entry })),
    ];
  });
}

/** Which sum: of what is promised or of the most, and of which resource. */
export type Names = { readonly side: Param<string>; readonly resource: Param<string> };
type Resources = Readonly<Record<string, Readonly<Record<string, string>>>>;

const variable = <T>(kind: Expr<T>['kind'], name: string) =>
  new Expr<T>(kind, { op: 'variable', name, path: [] }, true);
/** The parameters that name what is summed. */
export const NAMES = ['side', 'resource'] as const;
const SIDE = variable<string>('string', NAMES[0]);
const RESOURCE = variable<string>('string', NAMES[1]);
/** The parameters, as the body of a helper sees them. */
export const GIVEN: Names = { side: SIDE, resource: RESOURCE };
const of = (side: Param<string>): Param<string> => {
  const resources = variable<Resources>('map', 'resources');
  // A map of maps: the schema sees to it that both sides are there.
  const map = new Expr<Record<string, string>>('map', exprOf(get(resources as never, side as never)).ast);
  return get(map, RESOURCE as never);
};

// A request that is not said is the limit: so does Kubernetes.
const counted = helper<string>(
  {
    name: 'counted',
    doc: 'What Kubernetes counts of a resource for a container; nothing when it says nothing.',
    params: ['resources', ...NAMES],
  },
  choose(and(eq(SIDE, 'requests'), eq(of(SIDE), '')), of('limits'), of(SIDE)),
);
const quantityOf = ({ resources }: Container, names: Names): Param<string> =>
  include(counted, { resources: resources, ...names });

/** CPU in thousandths; all else in MiB, rounded up, as thousandths of bytes are too many to be counted exactly. */
const amount = helper<number>(
  {
    name: 'amount',
    doc: 'What is counted for a container: CPU in thousandths, all else in MiB.',
    params: ['resources', ...NAMES],
  },
  choose(
    eq(RESOURCE, 'cpu'),
    milli(include(counted, { resources: variable('map', 'resources'), ...GIVEN })),
    wholeMebi(include(counted, { resources: variable('map', 'resources'), ...GIVEN })),
  ),
);
const amountOf = (container: Container, names: Names): Param<number> =>
  choose(container.when, include(amount, { resources: container.resources, ...names }), 0);

/** What one pod needs: all containers that run together, or one that runs before them and needs more. */
export function ofPod({ containers }: Demand, names: Names): Param<number> {
  const each = (container: Container) => amountOf(container, names);
  const together = add(0, ...containers.filter(({ first }) => !first).map(each));
  const before = containers.filter(({ first }) => first).map(each);
  return before.length === 0 ? together : max(together, ...before);
}

/** Whether one of its containers does not say it. */
export const isSilent = ({ when, containers }: Demand, names: Names): Param<boolean> =>
  and(when, or(...containers.map((each) => and(each.when, eq(quantityOf(each, names), '')))));

/** The most that one of its containers may use. */
export const largest = ({ when, containers }: Demand, names: Names): Param<number> =>
  choose(when, max(0, ...containers.map((each) => amountOf(each, names))), 0);

/** What the claims of one pod are, in MiB, and how many. */
export const claimed = ({ claims }: Demand) => ({
  storage: add(0, ...claims.map(({ when, size }) => choose(when, wholeMebi(size), 0))),
  count: add(0, ...claims.map(({ when }) => choose(when, 1, 0))),
});
