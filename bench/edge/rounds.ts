/** Rounds: all contenders in turns, so that a machine that is busy is so for all of them. */
import { tell } from '../common/options';
import { CONTENDERS, KINDS, startOurs, type Contender, type Kind, type Name, type Service } from './contenders';
import { ALTERNATIVES, FEATURES, nothing } from './features';
import { takeTurn, type Turn } from './turns';
import { ready } from './world';

/** Turns by contender, the first of each in the same round, and so on. */
export type Turns<N extends string = string> = ReadonlyMap<N, readonly Turn[]>;

export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
}

/** Measures the contenders. */
export async function compare(service: Service, effort: Effort): Promise<Readonly<Record<Kind, Turns<Name>>>> {
  const running = new Map<Name, Contender>();
  for (const [name, { start }] of Object.entries(CONTENDERS)) running.set(name as Name, await start(service));
  const found = [];
  for (const kind of KINDS) found.push([kind, await inTurns(kind, running, effort)] as const);
  await Promise.all([...running.values()].map(({ stop }) => stop()));
  return Object.fromEntries(found) as Record<Kind, Turns<Name>>;
}

/** Measures the edge as it is, under the name `''`, and without each of its features. */
export async function dissect(service: Service, effort: Effort): Promise<Readonly<Record<Kind, Turns>>> {
  const found = [];
  for (const kind of KINDS) {
    const running = new Map([['', await startOurs(service)]]);
    for (const { title, change } of [...FEATURES[kind], nothing(kind), ...ALTERNATIVES[kind]]) {
      running.set(title, await startOurs(service, change));
    }
    found.push([kind, await inTurns(kind, running, effort)] as const);
    await Promise.all([...running.values()].map(({ stop }) => stop()));
  }
  return Object.fromEntries(found) as Record<Kind, Turns>;
}

async function inTurns<N extends string>(
  kind: Kind,
  running: ReadonlyMap<N, Contender>,
  { rounds, seconds }: Effort,
): Promise<Turns<N>> {
  const those = [...running].filter(([, { urls }]) => urls[kind] !== undefined);
  const turns = new Map<N, Turn[]>(those.map(([name]) => [name, []]));
  for (const [name, contender] of those) {
    await ready(name, contender);
    // Fills its cache and its connections.
    await takeTurn(kind, contender, 1);
  }
  for (let round = 1; round <= rounds; round += 1) {
    tell(`${kind}: round ${round} of ${rounds}`);
    // There and back, so that none is always after the same one.
    for (const [name, contender] of round % 2 === 0 ? [...those].reverse() : those) {
      turns.get(name)?.push(await takeTurn(kind, contender, seconds));
    }
  }
  return turns;
}
