import type { Context, Group, Step } from '../context';
import { CheckFailed } from '../fail';
import { keepEvidence } from '../faults/evidence';
import { Lock } from '../faults/lock';
import { Rounds } from '../faults/rounds';
import { count } from '../log';
import { imagesAreThere, namespaceIsRestricted, nodesAreReady } from '../steps/setup';
import type { Suite } from '../suite';
import type { Row } from '../table';
import { FAULTS, type Fault } from './faults';
import type { Figures } from './judge/figures';
import { missesOf, type Limits } from './judge/limits';
import { reasons, TABLE as FIGURES } from './judge/table';
import { TABLE, type PathName } from './load/plan';
import type { Report } from './load/report';
import { PostgresLoad } from './load-pod';
import { podsAreReady } from './members';
import { LEADER, loginOf, names, Stack, type Durability } from './stack';
import { Stage } from './stage';
import { Storage } from './storage';
import { trial, type Round } from './trial';

export interface PostgresOptions {
  /** Names of faults; none: all. */
  readonly only: readonly string[];
  readonly rounds: number;
  readonly profile: Durability;
  /** Where the table is written to, as markdown. */
  readonly report?: string;
  /** Where what the rounds were judged by is kept. */
  readonly evidence?: string;
  readonly lock?: string;
}

const MEMBERS = 3;
const VOLUME_MIB = 1024;
/** A scale up needs two more. */
const VOLUMES = MEMBERS + 2;
const INSTALL_SECONDS = 600;

/** Why clients failed, on each way. */
function remarks(figures: readonly Figures[]): string[] {
  const pooled = reasons(figures, 'pooled', 'pooled reads');
  const straight = reasons(figures, 'straight', 'reads');
  return [straight === '' ? '' : `straight: ${straight}`, pooled === '' ? '' : `pooled: ${pooled}`];
}

/** Faults against figures, each under load. */
export class PostgresSuite implements Suite {
  readonly groups: readonly Group[];
  private readonly rounds: Rounds<Figures, Limits, Report>;
  private readonly acknowledged: { readonly run: string; readonly path: PathName; readonly number: number }[] = [];
  private readonly lock: Lock;
  private stage: Stage | undefined;
  private storage: Storage | undefined;

  constructor(private readonly options: PostgresOptions) {
    this.lock = new Lock(options.lock);
    this.rounds = new Rounds({ table: FIGURES, missesOf, remarks }, options.rounds);
    const chosen = FAULTS.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
    this.groups = [
      { name: 'cluster', needs: [], steps: [nodesAreReady, imagesAreThere, namespaceIsRestricted] },
      { name: 'stack', needs: ['cluster'], steps: [this.installs()] },
      // Each a group of its own: one that fails says nothing of the next.
      ...chosen.map((fault) => ({
        name: fault.name,
        needs: ['stack'],
        steps: [this.rounds.step(fault, (number, context) => this.round(fault, number, context))],
      })),
      { name: 'rows', needs: ['stack'], steps: [this.allRowsAreThere()] },
    ];
  }

  private installs(): Step {
    return {
      sentence: 'the stack is installed, and a client is in the cluster',
      run: async (context) => {
        const { className, size } = await this.makeStorage(context);
        const stack = new Stack(context, MEMBERS, { className, size }, this.options.profile);
        await stack.install();
        await podsAreReady(context, MEMBERS, INSTALL_SECONDS);
        const load = await PostgresLoad.start(context, names.secret);
        this.stage = new Stage(context, stack, load, this.storage);
        return `${MEMBERS} members, ${this.options.profile}; the client on ${load.node}`;
      },
    };
  }

  /** Volumes of our own where this machine is the cluster's, else what the cluster gives. */
  private async makeStorage(context: Context): Promise<{ readonly className: string; readonly size: string }> {
    const size = `${VOLUME_MIB}Mi`;
    if (context.cluster.lab === undefined) return { className: '', size };
    this.storage = new Storage(context, VOLUME_MIB);
    await this.storage.make(Array.from({ length: VOLUMES }, (_, i) => names.claim(i)));
    return { className: this.storage.className, size };
  }

  private async round(fault: Fault, number: number, context: Context): Promise<Round> {
    if (this.stage === undefined) throw new Error('the stack is not installed');
    const run = `${fault.name}-${number}`;
    const round = await trial(fault, run, this.stage, this.lock);
    for (const { name: path, acknowledged } of round.report.paths)
      for (const { number: row } of acknowledged) this.acknowledged.push({ run, path, number: row });
    await keepEvidence(context, this.options.evidence, run, round, names.all);
    return round;
  }

  /** What an earlier fault kept, a later one may still lose. */
  private allRowsAreThere(): Step {
    return {
      sentence: 'at the end, every row that was ever acknowledged is there',
      run: async () => {
        if (this.stage === undefined) throw new Error('the stack is not installed');
        const { load } = this.stage;
        const login = loginOf((key) => load.passwordFile(key));
        const text = `SELECT run, path, array_agg(number) AS numbers FROM ${TABLE} GROUP BY run, path`;
        const rows = await load.ask<{ run: string; path: string; numbers: number[] }>({ ...LEADER, login, text });
        const there = new Set(
          rows.flatMap(({ run, path, numbers }) => numbers.map((number) => `${run} ${path} ${number}`)),
        );
        const lost = this.acknowledged.filter(({ run, path, number }) => !there.has(`${run} ${path} ${number}`));
        const [first] = lost;
        if (first !== undefined)
          throw new CheckFailed(
            `${count(lost.length, 'row')} lost, such as ${first.path} ${first.number} of ${first.run}`,
          );
        return `${count(this.acknowledged.length, 'row')}, 0 lost`;
      },
    };
  }

  report(rows: readonly Row[]): string {
    const { report, profile } = this.options;
    if (report !== undefined) this.rounds.write(report, `Durability \`${profile}\``);
    return this.rounds.report(rows);
  }

  close(): void {
    this.stage?.load.close();
  }

  async clean(): Promise<void> {
    await this.storage?.remove();
  }
}
