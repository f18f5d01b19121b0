/** Inserts or reads at a constant rate over a few connections, and what became of each. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection';
import { isUnknown, kindOf } from './failure';
import { TABLE, type Path, type Plan } from './plan';
import type { Acknowledged, Answered, Failure, PathReport } from './report';

/** Between a failed attempt and the next one. */
const PAUSE_MS = 50;
const LOOK_MS = 5;

const INSERT = `INSERT INTO ${TABLE} (run, path, number) VALUES ($1, $2, $3)
  RETURNING host(inet_server_addr()) AS server, substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) AS timeline`;
const READ = `SELECT max(number) FROM ${TABLE} WHERE run = $1 AND path = $2`;

export class Stream {
  private readonly acknowledged: Acknowledged[] = [];
  private readonly answered: Answered[] = [];
  private readonly failures: Failure[] = [];
  private readonly open: Connection[] = [];
  private number = 0;

  constructor(
    readonly path: Path,
    private readonly plan: Plan,
    private readonly now: () => number,
  ) {}

  /**
   * An open loop: what is due is due, however slow the answers are. What was due while every connection was waiting is left out, so
   * that an outage is not followed by a flood.
   */
  async run(stopped: () => boolean): Promise<void> {
    const { connections, perSecond } = this.path;
    const due = () => Math.floor((this.now() * perSecond) / 1000);
    this.number = due();
    await Promise.all(
      Array.from({ length: connections }, async () => {
        const connection = new Connection(this.path, this.plan.login);
        this.open.push(connection);
        while (!stopped()) {
          if (this.number >= due()) {
            await sleep(LOOK_MS);
            continue;
          }
          this.number = Math.max(this.number + 1, due() - connections);
          await this.once(connection, this.number);
        }
        connection.drop();
      }),
    );
  }

  private async once(connection: Connection, number: number): Promise<void> {
    const { kind, name } = this.path;
    const sentAt = this.now();
    try {
      if (kind === 'write') {
        const [row] = await connection.query(INSERT, [this.plan.run, name, number], 'insert');
        const at = this.now();
        const { server, timeline } = row as { server: string; timeline: string };
        this.acknowledged.push({ number, sentAt, at, server, timeline: Number.parseInt(timeline, 16) });
      } else {
        await connection.query(READ, [this.plan.run, 'straight'], 'read');
        this.answered.push({ sentAt, at: this.now() });
      }
    } catch (error) {
      const unknown = kind === 'write' && isUnknown(error) ? number : undefined;
      this.failures.push({ at: this.now(), sentAt, kind: kindOf(error), unknown });
      await sleep(PAUSE_MS);
    }
  }

  get good(): { readonly times: number; readonly lastAt: number } {
    const list = this.path.kind === 'write' ? this.acknowledged : this.answered;
    return { times: list.length, lastAt: list.at(-1)?.at ?? -1 };
  }

  get failed(): number {
    return this.failures.length;
  }

  get timeline(): number {
    return this.acknowledged.at(-1)?.timeline ?? 0;
  }

  report(): PathReport {
    const { path, acknowledged, answered, failures } = this;
    const again = this.open.reduce((sum, connection) => sum + connection.again, 0);
    return { name: path.name, kind: path.kind, acknowledged, answered, failures, again };
  }
}
