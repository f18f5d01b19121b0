import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Context, Group, Step } from '../context';
import { CheckFailed } from '../fail';
import { count } from '../log';
import { imagesAreThere, namespaceIsRestricted, nodesAreReady } from '../steps/setup';
import type { Suite } from '../suite';
import { report as stepsTable, type Row } from '../table';
import { keepEvidence } from './evidence';
import { FAULTS, type Fault } from './faults';
import { missesOf, type Limits } from './judge/limits';
import { markdownTable, plainTable, reasons, tally, type Entry } from './judge/table';
import { TABLE, type PathName } from './load/plan';
import { LoadPod } from './load-pod';
import { Lock } from './lock';
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

/** A fault that could not be gone through with proves nothing, whatever its figures are. */
const missesOfRound = ({ figures, failure }: Round, limits: Limits): string[] => [
  ...(failure === undefined ? [] : [failure.split('\n').slice(0, 3).join(' ')]),
  ...missesOf(figures, limits),
];

/** Faults against figures, each under load. */
export class PostgresSuite implements Suite {
  readonly groups: readonly Group[];
  private readonly entries: Entry[] = [];
  private readonly acknowledged: { readonly run: string; readonly path: PathName; readonly number: number }[] = [];
  private readonly lock: Lock;
  private stage: Stage | undefined;
  private storage: Storage | undefined;

  constructor(private readonly options: PostgresOptions) {
    this.lock = new Lock(options.lock);
    const chosen = FAULTS.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
    this.groups = [
      { name: 'cluster', needs: [], steps: [nodesAreReady, imagesAreThere, namespaceIsRestricted] },
      { name: 'stack', needs: ['cluster'], steps: [this.installs()] },
      // Each a group of its own: one that fails says nothing of the next.
      ...chosen.map((fault) => ({ name: fault.name, needs: ['stack'], steps: [this.step(fault)] })),
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
        const load = await LoadPod.start(context, names.secret);
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

  private step(fault: Fault): Step {
    const { sentence, limits, needsLab = false, wide = false } = fault;
    return {
      sentence,
      run: async (context) => {
        if ((needsLab || wide) && context.cluster.lab === undefined) {
          this.entries.push({ sentence, limits, rounds: [], misses: [], note: 'not the lab', result: 'left out' });
          return 'left out: not the lab';
        }
        const rounds: Round[] = [];
        try {
          for (let i = 1; i <= this.options.rounds; i += 1) rounds.push(await this.round(fault, i, context));
        } catch (error) {
          const note = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
          this.enter(fault, rounds, [note], 'FAILED');
          throw error;
        }
        const misses = rounds.flatMap((round) => missesOfRound(round, limits));
        const entry = this.enter(fault, rounds, misses, misses.length === 0 ? 'kept' : 'MISSED');
        if (misses.length > 0) throw new CheckFailed([...new Set(misses)].join('; '));
        return entry.note === '' ? count(rounds.length, 'round') : entry.note;
      },
    };
  }

  private async round(fault: Fault, number: number, context: Context): Promise<Round> {
    if (this.stage === undefined) throw new Error('the stack is not installed');
    const run = `${fault.name}-${number}`;
    const round = await trial(fault, run, this.stage, this.lock);
    for (const { name: path, acknowledged } of round.report.paths)
      for (const { number: row } of acknowledged) this.acknowledged.push({ run, path, number: row });
    await keepEvidence(context, this.options.evidence, run, round);
    const misses = missesOfRound(round, fault.limits);
    const entry = this.entryOf(fault, [round], misses, misses.length === 0 ? 'kept' : 'MISSED');
    for (const line of plainTable([entry]).split('\n').slice(0, 3)) context.log.say(`  ${line}`);
    return round;
  }

  private enter(fault: Fault, rounds: readonly Round[], misses: readonly string[], result: Entry['result']): Entry {
    const entry = this.entryOf(fault, rounds, misses, result);
    this.entries.push(entry);
    return entry;
  }

  private entryOf(
    { sentence, limits }: Fault,
    rounds: readonly Round[],
    misses: readonly string[],
    result: Entry['result'],
  ): Entry {
    const figures = rounds.map((round) => round.figures);
    const pooled = reasons(figures, 'pooled', 'pooled reads');
    const straight = reasons(figures, 'straight', 'reads');
    const note = [
      ...rounds.map((round) => round.note),
      straight === '' ? '' : `straight: ${straight}`,
      pooled === '' ? '' : `pooled: ${pooled}`,
    ];
    return { sentence, limits, rounds: figures, misses, note: note.filter((part) => part !== '').join('; '), result };
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

  /** The faults as one table; what else went wrong stands before it. */
  report(rows: readonly Row[]): string {
    const sentences = new Set(this.entries.map(({ sentence }) => sentence));
    const others = rows.filter(({ sentence, result }) => !sentences.has(sentence) && result !== 'passed');
    if (this.options.report !== undefined) this.write(this.options.report);
    return [...(others.length > 0 ? [stepsTable(others), ''] : []), plainTable(this.entries)].join('\n');
  }

  private write(path: string): void {
    const { rounds, profile } = this.options;
    const head = `Durability \`${profile}\`, ${count(rounds, 'round')} of each fault, times in seconds. ${tally(this.entries)}.`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${head}\n\n${markdownTable(this.entries)}\n`);
  }

  close(): void {
    this.stage?.load.close();
  }

  async clean(): Promise<void> {
    await this.storage?.remove();
  }
}
