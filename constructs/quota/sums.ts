/** What a stack needs at least and at most, as named helpers: each sum is printed once. */
import { exprOf, type Helper, type Param } from '../values/expr';
import { helper } from '../values/helper';
import { add, and, choose, div, eq, get, include, max, mod, mul, ne, str } from '../values/ops';
import { milli, wholeMebi } from '../workload/quantity';
import { claimed, GIVEN, isSilent, largest, NAMES, ofPod, type Demand } from './demand';
import { COMPUTED, NODE_RESOURCES, type Computed, type NodeResource, type Side } from './values';

const MEBI_IN_GIBI = 1024;
const GIBI_IN_TEBI = 1024;
const THOUSAND = 1000;

interface Parts {
  readonly side: Side;
  readonly resource: NodeResource;
}

/** `limits.memory` -> limits, memory; undefined for what is no resource of a node. */
export function partsOf(key: Computed): Parts | undefined {
  const [side, name] = key.split('.') as [Side, string | undefined];
  const resource = NODE_RESOURCES.find((each) => each === name);
  return resource === undefined ? undefined : { side, resource };
}

/** A sum as a helper. */
interface Sum<T> {
  readonly name: string;
  readonly doc: string;
  /** What is summed, for a body that is the same for all of it. */
  readonly given?: Parts;
  readonly body: () => Param<T>;
}

/** The sums of some demands. CPU is in thousandths, bytes are in MiB. */
export class Sums {
  private readonly made = new Map<string, Helper<unknown>>();
  private known: readonly Demand[] | undefined;

  /**
   * @param id the quota's, for the names of its helpers
   * @param find finds the demands: called once, when the first sum is asked for
   */
  constructor(
    private readonly id: string,
    private readonly find: () => readonly Demand[],
  ) {}

  private get demands(): readonly Demand[] {
    this.known ??= this.find();
    return this.known;
  }

  /** What is there all the time needs this, without a roll-out. */
  least(key: Computed): Param<number> {
    return this.sum('least', key);
  }

  /** With all autoscalers at their maximum, in the middle of a roll-out. */
  most(key: Computed): Param<number> {
    return this.sum('most', key);
  }

  /** And with all pods still leaving that a roll-out has replaced. */
  peak(key: Computed): Param<number> {
    return this.sum('peak', key);
  }

  /** Components with a container that does not say it, as text: ` backend pooler`; `''`: none. */
  silent(parts: Parts): Param<string> {
    return this.named<string>({
      name: 'silent',
      doc: 'Components with a container that does not say what it uses of a resource.',
      given: parts,
      body: () =>
        this.demands.reduce<Param<string>>(
          (before, demand) => str`${before}${choose(isSilent(demand, GIVEN), ` ${demand.component}`, '')}`,
          '',
        ),
    });
  }

  /** Whether there is such a container. */
  isSilent(parts: Parts): Param<boolean> {
    return ne(this.silent(parts), '');
  }

  /** The most that one container may use. */
  largest(resource: NodeResource): Param<number> {
    return this.named<number>({
      name: 'largest',
      doc: 'The most of a resource that one container may use; CPU in thousandths, all else in MiB.',
      given: { side: 'limits', resource },
      body: () => max(0, ...this.demands.map((demand) => largest(demand, GIVEN))),
    });
  }

  private sum(pods: 'least' | 'most' | 'peak', key: Computed): Param<number> {
    const over = (demands: readonly Demand[], ofEach: (demand: Demand) => Param<number>) =>
      add(0, ...demands.map((each) => choose(each.when, mul(each[pods], ofEach(each)), 0)));
    const given = partsOf(key);
    if (given !== undefined) {
      return this.named<number>({
        name: pods,
        doc: `What the stack uses of a resource at ${pods}; CPU in thousandths, all else in MiB.`,
        given,
        body: () => over(this.demands, (demand) => ofPod(demand, GIVEN)),
      });
    }
    const claiming = this.demands.filter(({ claims }) => claims.length > 0);
    const sums = {
      pods: () => over(this.demands, () => 1),
      persistentvolumeclaims: () => over(claiming, (demand) => claimed(demand).count),
      'requests.storage': () => over(claiming, (demand) => claimed(demand).storage),
    };
    return this.named<number>({
      name: `${pods}-${key}`,
      doc: `What the stack uses at ${pods}: ${key}${COMPUTED[key] === 'bytes' ? ', in MiB' : ''}.`,
      body: sums[key as keyof typeof sums],
    });
  }

  /** A helper is made once for each name, however often and with whatever it is asked. */
  private named<T extends string | number>({ name, doc, given, body }: Sum<T>): Param<T> {
    const params = given === undefined ? [] : NAMES;
    const made =
      this.made.get(name) ??
      helper<T>({ name: `${this.id}.${name}`, doc, params, readsValues: true }, exprOf(body()) as never);
    this.made.set(name, made);
    return include(made as Helper<T>, { ...given });
  }
}

type Unit = (typeof COMPUTED)[Computed];
/** What a resource of a node is counted in. */
export const unitOf = (resource: NodeResource): Unit => (resource === 'cpu' ? 'cpu' : 'bytes');

/** A given quantity, in the unit of the sums. */
export const given = (unit: Unit, quantity: Param<string>): Param<number> =>
  unit === 'bytes' ? wholeMebi(quantity) : unit === 'cpu' ? milli(quantity) : div(milli(quantity), 1000);

/** A sum as a quantity, for a message: `1500m`, `96Mi`, `7`. */
export const exactly = (unit: Unit, sum: Param<number>): Param<string> =>
  ({ cpu: str`${sum}m`, bytes: str`${sum}Mi`, count: str`${sum}` })[unit];

/** A sum as a quantity, rounded up to whole cores and GiB, as the API server would write it. */
export function roundedUp(unit: Unit, sum: Param<number>): Param<string> {
  if (unit === 'count') return whole(sum);
  if (unit === 'cpu') return whole(div(add(sum, 999), 1000));
  const gibi = div(add(sum, MEBI_IN_GIBI - 1), MEBI_IN_GIBI);
  return choose(eq(mod(gibi, GIBI_IN_TEBI), 0), str`${div(gibi, GIBI_IN_TEBI)}Ti`, str`${gibi}Gi`);
}

/** A number as the API server would write it: `1k` for 1000. */
const whole = (number: Param<number>): Param<string> =>
  choose(and(ne(number, 0), eq(mod(number, THOUSAND), 0)), str`${div(number, THOUSAND)}k`, str`${number}`);

/** A sum and some percent of it, rounded up. */
export const andPercent = (sum: Param<number>, percent: Param<number>): Param<number> =>
  add(sum, div(add(mul(sum, percent), 99), 100));

/** What of a map is given, or what is computed. */
export const orComputed = (map: Param<Record<string, string>>, key: string, computed: Param<string>): Param<string> =>
  choose(eq(get(map, key), ''), computed, get(map, key));
