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
import { canariesOf, PREFIX, SECRET, selectors, Stack, type Flavour } from './stack';
import { Stage } from './stage';
import { trial, type Round } from './trial';

export interface RedisOptions {
  /** Names of events; none: all. */
  readonly only: readonly string[];
  readonly rounds: number;
  readonly flavour: Flavour;
  /** Where the table is written to, as markdown. */
  readonly report?: string;
  /** Where what the rounds were judged by is kept. */
  readonly evidence?: string;
  readonly lock?: string;
}

/** Events against figures, each under load, for one flavour. */
export class RedisSuite implements Suite {
  readonly groups: readonly Group[];
  private readonly rounds: Rounds<Figures, Limits, Report>;
  private readonly lock: Lock;
  private stage: Stage | undefined;

  constructor(private readonly options: RedisOptions) {
    this.lock = new Lock(options.lock);
    this.rounds = new Rounds({ table: TABLE, missesOf, remarks }, options.rounds);
    const chosen = FAULTS.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
    const images = imagesFor(options.flavour);
    this.groups = [
      { name: 'cluster', needs: [], steps: [nodesAreReady, images, namespaceIsRestricted] },
      { name: 'stack', needs: ['cluster'], steps: [this.installs()] },
      // Each a group of its own: one that fails says nothing of the next.
      ...chosen.map((fault) => ({
        name: fault.name,
        needs: ['stack'],
        steps: [this.rounds.step(fault, (number, context) => this.round(fault, number, context))],
      })),
    ];
  }

  private installs(): Step {
    return {
      sentence: 'the stack is installed, and a client is in the cluster',
      run: async (context) => {
        const stack = new Stack(context, this.options.flavour);
        await stack.install();
        await waitFor(
          'the passwords',
          async () => {
            const { code } = await context.kubectl.try(['get', 'secret', SECRET]);
            return code === 0 ? there(undefined) : notYet('no Secret');
          },
          patience(context, 120),
        );
        const load = await RedisLoad.start(context);
        const stage = new Stage(context, stack, load);
        this.stage = stage;
        await stage.open();
        await stage.begin('first');
        await stage.whole();
        await stage.end();
        await load.plant(canariesOf(PREFIX));
        return `${this.options.flavour}; the client on ${load.node}`;
      },
    };
  }

  private async round(fault: Fault, number: number, context: Context): Promise<Round> {
    if (this.stage === undefined) throw new Error('the stack is not installed');
    const run = `${fault.name}-${number}`;
    const round = await trial(fault, run, this.stage, this.lock);
    await keepEvidence(context, this.options.evidence, run, round, selectors.nodes);
    return round;
  }

  report(rows: readonly Row[]): string {
    const { report, flavour } = this.options;
    if (report !== undefined) this.rounds.write(report, `Flavour \`${flavour}\``);
    return this.rounds.report(rows);
  }

  close(): void {
    this.stage?.close();
    this.stage?.load.close();
  }

  clean(): Promise<void> {
    return Promise.resolve();
  }
}
