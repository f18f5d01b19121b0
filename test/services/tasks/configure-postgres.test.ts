import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configure, readWanted } from '../../../services/tasks/src/configure-postgres';
import type { Settings } from '../../../services/tasks/src/configure-postgres/difference';
import { Patroni, type Member, type Reasons } from '../../../services/tasks/src/configure-postgres/patroni';
import { Deadline } from '../../../services/tasks/src/patience';
import { FakePatroni } from './fake-patroni';
import { runTask } from './task';

/** A cluster of three in memory: a changed `max_connections` makes all of them wait for a restart. */
class Cluster {
  leader = 'a';
  paused = false;
  readonly events: string[] = [];
  readonly pending = new Set<string>();
  /** Members that wait on, whatever is done. */
  stubborn = false;
  away = false;
  private reason: Reasons = {};

  constructor(private running: Settings | undefined) {}

  get client(): Patroni {
    return this as unknown as Patroni;
  }
  config = () => this.answer(this.running);
  patch = (patch: Settings) => {
    this.events.push(`patch ${JSON.stringify(patch)}`);
    const before = this.connections;
    this.running = merged(this.running ?? {}, patch);
    if (this.connections !== before) {
      this.reason = { max_connections: { old_value: String(before), new_value: String(this.connections) } };
      for (const name of ['a', 'b', 'c']) this.pending.add(name);
    }
    return this.answer(undefined);
  };
  members = () => this.answer({ members: ['a', 'b', 'c'].map((name) => this.member(name)), paused: this.paused });
  reasons = () => this.answer(this.reason);
  restart = ({ name }: Member) => {
    this.events.push(`restart ${name}`);
    if (!this.stubborn) this.pending.delete(name);
    return this.answer(undefined);
  };
  switchover = (from: Member, to: Member) => {
    this.events.push(`switchover ${from.name} to ${to.name}`);
    this.pending.delete(from.name);
    this.leader = to.name;
    return this.answer(undefined);
  };

  private get connections(): unknown {
    return ((this.running?.['postgresql'] as Settings | undefined)?.['parameters'] as Settings | undefined)?.[
      'max_connections'
    ];
  }
  private member(name: string): Member {
    const leads = name === this.leader;
    const priority = { a: 100, b: 99, c: 98 }[name] ?? 0;
    return {
      ...{ name, url: `http://${name}`, priority, pendingRestart: this.pending.has(name) },
      ...(leads ? { role: 'leader', state: 'running' } : { role: 'quorum_standby', state: 'streaming' }),
    };
  }
  private answer<T>(value: T): Promise<T> {
    return this.away ? Promise.reject(new Error('no member answers')) : Promise.resolve(value);
  }
}

const merged = (settings: Settings, patch: Settings): Settings => {
  const result = { ...settings };
  for (const [key, value] of Object.entries(patch)) {
    const inner =
      typeof value === 'object' && value !== null ? merged((result[key] ?? {}) as Settings, value as Settings) : value;
    Object.assign(result, { [key]: inner });
  }
  return result;
};

const wantedWith = (max: number): Settings => ({ loop_wait: 0, postgresql: { parameters: { max_connections: max } } });
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const run = (cluster: Cluster, wanted: Settings, { dryRun = false, seconds = 3 } = {}) =>
  configure({
    ...{ patroni: cluster.client, wanted, members: 3, deadline: new Deadline(seconds) },
    ...{ dryRun, log, intervalMs: 1 },
  });

test('a cluster that runs as wanted is left alone', async () => {
  const cluster = new Cluster(wantedWith(100));
  expect(await run(cluster, wantedWith(100))).toEqual({ changes: [], restarted: [], switchovers: 0 });
  expect(cluster.events).toEqual([]);
});
test('a setting that is raised reaches replicas first, the leader last by a hand-over', async () => {
  const cluster = new Cluster(wantedWith(100));
  const { changes, restarted, switchovers } = await run(cluster, wantedWith(120));
  expect(changes).toEqual(['postgresql.parameters.max_connections: 100 -> 120']);
  expect(cluster.events.slice(1)).toEqual(['restart b', 'restart c', 'switchover a to b']);
  expect([restarted, switchovers]).toEqual([['b', 'c', 'a'], 1]);
});
test('one that is lowered reaches the leader first', async () => {
  const cluster = new Cluster(wantedWith(120));
  await run(cluster, wantedWith(100));
  expect(cluster.events.slice(1)).toEqual(['restart a', 'restart b', 'restart c']);
});
test('a second run has nothing to do', async () => {
  const cluster = new Cluster(wantedWith(100));
  await run(cluster, wantedWith(120));
  cluster.events.length = 0;
  await run(cluster, wantedWith(120));
  expect(cluster.events).toEqual([]);
});
test('a run goes on where an earlier one was broken off', async () => {
  const cluster = new Cluster(wantedWith(120));
  cluster.pending.add('c').add('a');
  await run(cluster, wantedWith(120));
  expect(cluster.events).toEqual(['restart c', 'switchover a to b']);
});
test('a dry run changes nothing, and says what it would', async () => {
  const cluster = new Cluster(wantedWith(100));
  expect((await run(cluster, wantedWith(120), { dryRun: true })).changes).toHaveLength(1);
  expect(cluster.events).toEqual([]);
});
test('a member that waits on after its restart ends the run with a code', async () => {
  const cluster = new Cluster(wantedWith(100));
  cluster.stubborn = true;
  await expect(run(cluster, wantedWith(120))).rejects.toMatchObject({ code: 'SCALE-TASK-004', tolerable: true });
  expect(cluster.events.slice(1)).toEqual(['restart b']);
});
test('a paused cluster is not restarted behind the back of whoever paused it', async () => {
  const cluster = new Cluster(wantedWith(100));
  cluster.paused = true;
  await expect(run(cluster, wantedWith(120))).rejects.toThrow('paused');
  expect(cluster.events).toHaveLength(1);
});
test('a cluster that is not there in time is told', async () => {
  const cluster = new Cluster(undefined);
  cluster.away = true;
  await expect(run(cluster, wantedWith(120), { seconds: 0.3 })).rejects.toMatchObject({ code: 'SCALE-TASK-005' });
});

test("the user's own parameters go over those that are computed", () => {
  const folder = mkdtempSync(join(tmpdir(), 'scaleout-'));
  const dynamic = join(folder, 'dynamic.yml');
  const parameters = join(folder, 'parameters.json');
  writeFileSync(dynamic, 'ttl: 20\npostgresql:\n  use_slots: true\n  parameters:\n    work_mem: 4MB\n    jit: "on"\n');
  writeFileSync(parameters, '{"work_mem":"64MB"}');
  expect(readWanted(dynamic, parameters)).toEqual({
    ttl: 20,
    postgresql: { use_slots: true, parameters: { work_mem: '64MB', jit: 'on' } },
  });
});

const PASSWORD = 'only-for-patroni';
let fake: FakePatroni;
let said: unknown[];
/** A cluster behind its real interface, and the task's options for it. */
async function overHttp(wanted: Settings, { password = PASSWORD, seconds = 5 } = {}) {
  said = [];
  fake = new FakePatroni({ loop_wait: 0, postgresql: { parameters: { max_connections: 100 } } }, PASSWORD);
  const passwordFile = join(mkdtempSync(join(tmpdir(), 'scaleout-')), 'password');
  writeFileSync(passwordFile, `${password}\n`);
  const access = { host: '127.0.0.1', port: await fake.start(), passwordFile };
  const note = (...of: unknown[]) => void said.push(of);
  return {
    ...{ access, patroni: new Patroni(access), wanted, members: 3, deadline: new Deadline(seconds) },
    ...{ dryRun: false, log: { info: note, warn: note, error: note }, intervalMs: 1 },
  };
}
afterEach(async () => {
  await (fake as FakePatroni | undefined)?.stop();
});

test('each member is told at its own address, replicas first, and one that must not lead gets no lead', async () => {
  await configure(await overHttp(wantedWith(120)));
  expect(fake.writes).toEqual([
    'a PATCH /config {"postgresql":{"parameters":{"max_connections":120}}}',
    'b POST /restart {"restart_pending":true}',
    'c POST /restart {"restart_pending":true}',
    'a POST /switchover {"leader":"a","candidate":"c"}',
  ]);
});
test('Patroni itself says that a setting is lowered: the leader goes first', async () => {
  await configure(await overHttp(wantedWith(80)));
  expect(fake.writes.slice(1).map((write) => write.slice(0, 15))).toEqual(
    ['a', 'b', 'c'].map((name) => `${name} POST /restart`),
  );
});
test('the password goes with what changes something, and nowhere else', async () => {
  await configure(await overHttp(wantedWith(120)));
  expect(fake.reads.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  expect(JSON.stringify(said)).not.toContain(PASSWORD);
  expect(JSON.stringify(said)).not.toContain(Buffer.from(`patroni:${PASSWORD}`).toString('base64'));
});
test('a password that is wrong ends in a code, and is not told', async () => {
  const options = await overHttp(wantedWith(120), { password: 'mistyped', seconds: 0.3 });
  const failure = await configure(options).catch((error: unknown) => error as Error & { remedy: string });
  expect(failure).toMatchObject({ code: 'SCALE-TASK-005', message: expect.stringContaining('401') as string });
  expect(JSON.stringify([said, failure])).not.toContain('mistyped');
  expect(fake.writes).toEqual([]);
});
test('a cluster that is away, and then not well, is waited for', async () => {
  const options = await overHttp(wantedWith(120));
  await fake.stop();
  fake.failures.push(503, 502);
  const configured = configure(options);
  setTimeout(() => void fake.start(), 300);
  expect(await configured).toMatchObject({ switchovers: 1 });
  expect(JSON.stringify(said)).toContain('no member answers');
});
test('the task says unchanged and sends nothing where all is as wanted', async () => {
  const { access } = await overHttp({});
  const folder = mkdtempSync(join(tmpdir(), 'scaleout-'));
  const [DYNAMIC_FILE, PARAMETERS_FILE] = [join(folder, 'dynamic.yml'), join(folder, 'parameters.json')];
  writeFileSync(DYNAMIC_FILE, 'loop_wait: 0\npostgresql:\n  parameters:\n    max_connections: 50\n');
  writeFileSync(PARAMETERS_FILE, '{"max_connections":"100"}');
  const { code, lines } = await runTask(['configure-postgres'], {
    ...{ PATRONI_HOST: access.host, PATRONI_PORT: String(access.port), PATRONI_PASSWORD_FILE: access.passwordFile },
    ...{ MEMBERS: '3', DYNAMIC_FILE, PARAMETERS_FILE, DEADLINE_SECONDS: '5' },
  });
  expect([code, lines.at(-1)]).toEqual([0, expect.objectContaining({ msg: 'unchanged', changes: [] })]);
  expect(fake.writes).toEqual([]);
}, 30_000);
