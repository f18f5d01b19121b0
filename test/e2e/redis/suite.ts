import { join } from 'node:path';
import { patience, type Context, type Group, type Step } from '../context';
import { keepEvidence } from '../faults/evidence';
import { Lock } from '../faults/lock';
import { Rounds } from '../faults/rounds';
import { imagesFor, namespaceIsRestricted, nodesAreReady } from '../steps/setup';
import type { Suite } from '../suite';
import type { Row } from '../table';
import { notYet, there, waitFor } from '../wait';
import { FAULTS, type Fault } from './faults';
import type { Figures } from './judge/figures';
import { missesOf, type Limits } from './judge/limits';
import { remarks, TABLE } from './judge/table';
import type { Report } from './load/report';
import { RedisLoad } from './load-pod';
import { canariesOf, FLAVOURS, PREFIX, SECRET, selectors, Stack, type Flavour } from './stack';
import { Stage } from './stage';
import { trial, type Round } from './trial';

export interface RedisOptions {
  /** Names of events; none: all. */
  readonly only: readonly string[];
  readonly rounds: number;
  readonly flavour: Flavour | 'both';
  /** Where the table is written to, as markdown. */
  readonly report?: string;
  /** Where what the rounds were judged by is kept. */
  readonly evidence?: string;
  readonly lock?: string;
}

/** Events against figures, each under load; one flavour after the other. */
export class RedisSuite implements Suite {
  readonly groups: readonly Group[];
  private readonly rounds: Rounds<Figures, Limits, Report>;
  private readonly lock: Lock;
  private readonly flavours: readonly Flavour[];
  private load: RedisLoad | undefined;
  private stage: Stage | undefined;

  constructor(private readonly options: RedisOptions) {
    const { lock, rounds, flavour } = options;
    this.lock = new Lock(lock);
    this.rounds = new Rounds({ table: TABLE, missesOf, remarks }, rounds);
    this.flavours = flavour === 'both' ? FLAVOURS : [flavour];
    this.groups = [
      { name: 'cluster', needs: [], steps: [nodesAreReady, imagesFor(...this.flavours), namespaceIsRestricted] },
      ...this.flavours.flatMap((each, i) => this.groupsOf(each, this.flavours[i - 1])),
    ];
  }

  private groupsOf(flavour: Flavour, before: Flavour | undefined): Group[] {
    const { only } = this.options;
    const stack = `${flavour}: stack`;
    return [
      {
        name: stack,
        needs: ['cluster'],
        steps: [...(before === undefined ? [] : [this.removes(before)]), this.installs(flavour)],
      },
      // Each a group of its own: one that fails says nothing of the next.
      ...FAULTS.filter(({ name }) => only.length === 0 || only.includes(name)).map((fault) => ({
        name: `${flavour}: ${fault.name}`,
        needs: [stack],
        steps: [
          this.rounds.step({ ...fault, sentence: this.of(flavour, fault.sentence) }, (number, context) =>
            this.round(fault, number, context),
          ),
        ],
      })),
    ];
  }

  /** A sentence, with the flavour in it where there is more than one. */
  private of(flavour: Flavour, sentence: string): string {
    return this.flavours.length > 1 ? `${flavour}: ${sentence}` : sentence;
  }

  private installs(flavour: Flavour): Step {
    return {
      sentence: this.of(flavour, 'the stack is installed, and a client is in the cluster'),
      run: async (context) => {
        const stack = new Stack(context, flavour);
        await stack.install();
        await waitFor(
          'the passwords',
          async () => {
            const { code } = await context.kubectl.try(['get', 'secret', SECRET]);
            return code === 0 ? there(undefined) : notYet('no Secret');
          },
          patience(context, 120),
        );
        const load = (this.load ??= await RedisLoad.start(context));
        const stage = new Stage(context, stack, load);
        this.stage = stage;
        await stage.open();
        await stage.begin('first');
        await stage.whole();
        await stage.end();
        await load.plant(canariesOf(PREFIX));
        return `${flavour}; the client on ${load.node}`;
      },
    };
  }

  /** Neither flavour can read what the other has written. */
  private removes(flavour: Flavour): Step {
    return {
      sentence: this.of(flavour, 'the stack is taken away with its data, and keeps its passwords'),
      run: async () => {
        const { stage } = this;
        // It was never there.
        if (stage === undefined) return 'there was none';
        this.stage = undefined;
        stage.close();
        await stage.stack.remove();
        return flavour;
      },
    };
  }

  private async round(fault: Fault, number: number, context: Context): Promise<Round> {
    const { stage } = this;
    if (stage === undefined) throw new Error('the stack is not installed');
    const run = `${fault.name}-${number}`;
    const round = await trial(fault, run, stage, this.lock);
    const { evidence } = this.options;
    const folder = evidence === undefined ? undefined : join(evidence, stage.stack.flavour);
    await keepEvidence(context, folder, run, round, selectors.nodes);
    return round;
  }

  report(rows: readonly Row[]): string {
    const { report } = this.options;
    const flavours = this.flavours.map((flavour) => `\`${flavour}\``).join(' and ');
    if (report !== undefined) this.rounds.write(report, `Flavour ${flavours}`);
    return this.rounds.report(rows);
  }

  close(): void {
    this.stage?.close();
    this.load?.close();
  }
}
