import { randomBytes } from 'node:crypto';
import { patience, type Context, type Group, type Step } from '../context';
import { check } from '../fail';
import { keepEvidence } from '../faults/evidence';
import type { Fault as AnyFault } from '../faults/fault';
import { Lock } from '../faults/lock';
import { Rounds } from '../faults/rounds';
import { count } from '../log';
import { leader } from '../postgres/members';
import { imagesAreThere, namespaceIsRestricted, nodesAreReady, nodesHaveTheImages } from '../steps/setup';
import type { Suite } from '../suite';
import type { Row } from '../table';
import { notYet, there, waitFor } from '../wait';
import { FAULTS, type Fault } from './faults';
import { LIMITS } from './faults/fault';
import { hardwareOf } from './hardware';
import { figuresOf, together, type Figures } from './judge/figures';
import { missesOf, type Limits } from './judge/limits';
import { missingNotes } from './judge/notes';
import { remarks, TABLE } from './judge/table';
import { EdgeLoad } from './load-pod';
import { numbersOf, type Report } from './load/report';
import { notesAtAll } from './notes';
import { ASKS, names, planOf, RATE, Stack } from './stack';
import { Stage } from './stage';
import { notesOf, trial, type Round } from './trial';

export interface ChaosOptions {
  /** Names of events; none: all. */
  readonly only: readonly string[];
  readonly rounds: number;
  /** How long everything may take to be well again after an event, in seconds. */
  readonly settle: number;
  /** Where the table is written to, as markdown. */
  readonly report?: string;
  /** Where what missed events were judged by is kept. */
  readonly evidence?: string;
}

const INSTALL_SECONDS = 600;
const TITLE = '# Chaos: what was measured';
const ALL_THERE = 'at the end, every note that was ever acknowledged is at every member of Postgres, and no other';

/** Everything that can happen to the whole stack, under the traffic of clients of the edge that never repeat a request. */
export class ChaosSuite implements Suite {
  readonly groups: readonly Group[];
  private readonly rounds: Rounds<Figures, Limits, Report>;
  /** Tells the notes of this run from all others. */
  private readonly run = randomBytes(4).toString('hex');
  private readonly acknowledged: number[] = [];
  private stage: Stage | undefined;
  private requests = 0;
  private where = '';

  constructor(
    private readonly options: ChaosOptions,
    /** As it was typed. */
    private readonly command: string,
  ) {
    this.rounds = new Rounds({ table: TABLE, missesOf, remarks }, options.rounds);
    const chosen = FAULTS.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
    this.groups = [
      { name: 'cluster', needs: [], steps: [nodesAreReady, imagesAreThere, namespaceIsRestricted, nodesHaveTheImages] },
      { name: 'stack', needs: ['cluster'], steps: [this.installs()] },
      // Each a group of its own: one that fails says nothing of the next.
      ...chosen.map((fault) => ({
        name: fault.name,
        needs: ['stack'],
        steps: [this.rounds.step(fault, (number, context) => this.round(fault, number, context))],
      })),
      { name: 'between', needs: ['stack'], steps: [this.nothingFailsBetween()] },
      { name: 'notes', needs: ['stack'], steps: [this.allNotesAreThere()] },
    ];
  }

  private installs(): Step {
    return {
      sentence: 'the whole stack is installed, and its traffic runs',
      run: async (context) => {
        this.where = await hardwareOf(context);
        const stack = new Stack(context);
        await stack.install();
        await waitFor(
          'the certificate',
          async () => {
            const { code } = await context.kubectl.try(['get', 'secret', names.tls]);
            return code === 0 ? there(undefined) : notYet('no Secret');
          },
          patience(context, INSTALL_SECONDS),
        );
        const load = await EdgeLoad.start(context, names.tls);
        const stage = new Stage(context, stack, load, this.options.settle);
        this.stage = stage;
        await load.begin(planOf(this.run));
        stage.watch.begin();
        await stage.whole(INSTALL_SECONDS);
        // Requests failed while there was nobody to answer them.
        this.count(await load.take());
        return `${ASKS.map(({ kind, perSecond }) => `${kind} ${perSecond}/s`).join(', ')}; the client on ${load.node}`;
      },
    };
  }

  private count({ kinds }: Report): void {
    this.requests += Object.values(kinds).reduce((sum, { good, bad }) => sum + good.length + bad.length, 0);
    this.acknowledged.push(...numbersOf(kinds.write));
  }

  private there(): Stage {
    check(this.stage !== undefined, 'the stack is not installed');
    return this.stage;
  }

  private async round(fault: Fault, number: number, context: Context): Promise<Round> {
    const round = await trial(fault, this.run, this.there(), new Lock(undefined));
    this.count(round.report);
    const misses = missesOf(round.figures, fault.limits);
    const { evidence } = this.options;
    if (misses.length > 0 || round.failure !== undefined) {
      const endedAt = round.report.endedAt - round.report.beganAt;
      const kept = { ...round, misses, report: { ...round.report, endedAt } };
      await keepEvidence(context, evidence, `${fault.name}-${number}`, kept, names.all);
    }
    return round;
  }

  /** What was prepared between events, such as a pod moved, is planned as well. */
  private nothingFailsBetween(): Step {
    const fault: AnyFault<Stage, Limits> = {
      ...{ name: 'between', sentence: 'between the events', limits: LIMITS.planned },
      strike: () => Promise.resolve(''),
    };
    let isDone = false;
    return this.rounds.step(fault, async () => {
      const stage = this.there();
      if (!isDone) {
        stage.between.push(await stage.load.end());
        for (const report of stage.between) this.count(report);
      }
      isDone = true;
      const notes = await notesOf(stage, this.run, ...stage.between);
      const each = stage.between.map((report) => figuresOf(report, { notes, sightings: [] }));
      const [report] = stage.between.slice(-1);
      check(report !== undefined, 'there was nothing between the events');
      // When pods were Ready is told by the events themselves.
      return { report, note: '', figures: { ...together(each), backMs: 0 } };
    });
  }

  /** What an earlier event kept, a later one may still lose. */
  private allNotesAreThere(): Step {
    return {
      sentence: ALL_THERE,
      run: async (context) => {
        const { name } = await leader(context);
        const all = new Set(this.acknowledged);
        return waitFor(
          'the notes',
          async () => {
            const found = await notesAtAll(context, this.run);
            const misses = missingNotes([...all], found, name);
            // Nothing is written any more, so a replica that streams has all of it within moments.
            return misses.length > 0
              ? notYet(misses.join('; '))
              : there(`${count(all.size, 'note')} acknowledged, 0 lost; the same at ${[...found.keys()].join(', ')}`);
          },
          patience(context, 60),
        );
      },
    };
  }

  report(rows: readonly Row[]): string {
    const { report } = this.options;
    const date = new Date().toISOString().slice(0, 10);
    const end = rows.find(({ sentence }) => sentence === ALL_THERE);
    const facts = [
      `On ${date}, on ${this.where}. ${RATE} requests a second`,
      ` (${ASKS.map(({ kind, path, perSecond }) => `${perSecond} ${kind} \`${path}\``).join(', ')})`,
      ' by https through the edge, half of them over new connections, at a constant rate whatever becomes of them;',
      ` none is repeated, ${this.requests} in all. Notes at the end: ${end?.result ?? 'not run'}`,
      `, ${end?.seen.split('\n')[0] ?? 'not looked at'}.`,
    ].join('');
    if (report !== undefined) this.rounds.write(report, `${TITLE}\n\n${facts}\n\n\`${this.command}\``);
    return `${this.rounds.report(rows)}\n\n${this.command}. ${facts}`;
  }

  close(): void {
    this.stage?.watch.end();
    this.stage?.load.close();
  }
}
