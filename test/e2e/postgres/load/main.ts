/** Writers and readers at a constant rate, as a client that follows the documented recipe: run in a pod, told on the command line. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Acknowledged, Failure, Path, PathReport, Plan, Report } from './plan';

const plan = JSON.parse(process.argv[2] ?? '{}') as Plan;
const began = performance.now();
const beganAt = Date.now();
const elapsed = () => Math.round(performance.now() - began);

const CONNECT_TIMEOUT_MS = 500;
const PAUSE_MS = 50;
const TABLE = 'e2e_rows';
const INSERT = `INSERT INTO ${TABLE} (id) VALUES ($1)
  RETURNING host(inet_server_addr()) AS server, ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int AS timeline`;
const READ = `SELECT count(*) FROM (SELECT FROM ${TABLE} LIMIT 10) AS picked`;

function connectTo(path: Path): Client {
  return new Client({
    host: path.host,
    port: path.port,
    database: plan.database,
    user: plan.user,
    // Read anew each time: a password may have been changed meanwhile.
    password: () => readFileSync(plan.passwordFile, 'utf8').trim(),
    connectionTimeoutMillis: path.queryTimeoutMs > 5000 ? path.queryTimeoutMs : CONNECT_TIMEOUT_MS,
    query_timeout: path.queryTimeoutMs,
    keepAlive: true,
  });
}

/** One connection at a time, replaced when it fails. */
class Connection {
  private client: Client | undefined;

  constructor(private readonly path: Path) {}

  async query(text: string, values: unknown[]): Promise<Record<string, unknown>[]> {
    this.client ??= await this.open();
    try {
      return (await this.client.query<Record<string, unknown>>(text, values)).rows;
    } catch (error) {
      this.drop();
      throw error;
    }
  }

  /** The socket is destroyed: an answer that comes too late must not be taken for another one's. */
  drop(): void {
    const { client } = this;
    this.client = undefined;
    (client as unknown as { connection?: { stream?: { destroy(): void } } } | undefined)?.connection?.stream?.destroy();
  }

  private async open(): Promise<Client> {
    const client = connectTo(this.path);
    // An idle connection may be cut at any time; the next query opens another.
    client.on('error', () => {
      if (this.client === client) this.client = undefined;
    });
    try {
      await client.connect();
    } catch (error) {
      (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
      throw new NotSent(error);
    }
    return client;
  }
}

/** Nothing was asked yet, so nothing can have happened. */
class NotSent extends Error {
  constructor(cause: unknown) {
    super(reasonOf(cause));
  }
}

const reasonOf = (error: unknown): string => {
  const { code, message } = error as { code?: string; message?: string };
  return [code, message].filter((part) => part !== undefined && part !== '').join(' ');
};

class Runner {
  readonly acknowledged: Acknowledged[] = [];
  readonly answered: number[] = [];
  readonly failures: Failure[] = [];
  slowestMs = 0;
  private sequence = 0;

  constructor(readonly path: Path) {}

  /** An open loop: what is due is due, however slow the answers are; as many at once as there are connections. */
  async run(stopped: () => boolean): Promise<void> {
    const { connections, perSecond } = this.path;
    const due = () => Math.floor((elapsed() * perSecond) / 1000);
    await Promise.all(
      Array.from({ length: connections }, async () => {
        const connection = new Connection(this.path);
        while (!stopped()) {
          if (this.sequence >= due()) {
            await sleep(1000 / perSecond / 2);
            continue;
          }
          this.sequence = Math.max(this.sequence + 1, due() - connections);
          await this.once(connection, `${this.path.name}-${this.sequence}`);
        }
        connection.drop();
      }),
    );
  }

  private async once(connection: Connection, id: string): Promise<void> {
    const start = elapsed();
    try {
      const [row] = await connection.query(
        ...((this.path.kind === 'insert' ? ([INSERT, [id]] as const) : ([READ, []] as const)) as [string, unknown[]]),
      );
      const at = elapsed();
      this.slowestMs = Math.max(this.slowestMs, at - start);
      if (this.path.kind === 'insert') {
        const { server, timeline } = row as { server: string; timeline: number };
        this.acknowledged.push({ id, at, ms: at - start, server, timeline });
      } else this.answered.push(at);
    } catch (error) {
      const at = elapsed();
      this.failures.push({ at, afterMs: at - start, reason: reasonOf(error), unknown: !(error instanceof NotSent) });
      await sleep(PAUSE_MS);
    }
  }

  report(): PathReport {
    const { path, acknowledged, answered, failures, slowestMs } = this;
    return { name: path.name, kind: path.kind, acknowledged, answered, failures, slowestMs };
  }
}

/** Asks until it is answered, as the database may be changing hands. */
async function surely<T>(ask: (connection: Connection) => Promise<T>, path: Path, seconds: number): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const connection = new Connection({ ...path, queryTimeoutMs: 10_000 });
    try {
      return await ask(connection);
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(500);
    } finally {
      connection.drop();
    }
  }
}

async function lost(paths: readonly PathReport[], writer: Path): Promise<string[] | null> {
  const ids = paths.flatMap(({ acknowledged }) => acknowledged.map(({ id }) => id));
  try {
    const rows = await surely(
      (connection) =>
        connection.query(
          `SELECT id FROM unnest($1::text[]) AS a(id) WHERE NOT EXISTS (SELECT FROM ${TABLE} r WHERE r.id = a.id)`,
          [ids],
        ),
      writer,
      60,
    );
    return rows.map(({ id }) => String(id));
  } catch {
    return null;
  }
}

async function main(): Promise<void> {
  const writer = plan.paths.find(({ kind }) => kind === 'insert');
  if (writer === undefined) throw new Error('no path inserts');
  await surely(
    (connection) =>
      connection.query(`CREATE TABLE IF NOT EXISTS ${TABLE} (id text PRIMARY KEY, at timestamptz DEFAULT now())`, []),
    writer,
    60,
  );
  await surely((connection) => connection.query(`TRUNCATE ${TABLE}`, []), writer, 60);
  const runners = plan.paths.map((path) => new Runner(path));
  let stopped = false;
  const stop = () => {
    stopped = true;
  };
  process.stdin.on('end', stop).on('close', stop).resume();
  const timer = setTimeout(stop, plan.seconds * 1000);
  const ticker = setInterval(() => {
    const tick = Object.fromEntries(
      runners.map(({ path, acknowledged, answered }) => [path.name, acknowledged.length + answered.length]),
    );
    process.stdout.write(`${JSON.stringify({ tick })}\n`);
  }, 500);
  await Promise.all(runners.map((runner) => runner.run(() => stopped)));
  clearTimeout(timer);
  clearInterval(ticker);
  const paths = runners.map((runner) => runner.report());
  const report: Report = { beganAt, endedAt: Date.now(), paths, lost: await lost(paths, writer) };
  process.stdout.write(`${JSON.stringify({ report })}\n`, () => process.exit());
}

void main();
