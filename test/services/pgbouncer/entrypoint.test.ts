import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const entrypoint = resolve(__dirname, '../../../services/pgbouncer/entrypoint');
const INI =
  '[databases]\napp = host=db\n\n[pgbouncer]\npool_mode = transaction\nclient_tls_sslmode = require\nlog_stats = 0';
/** Generous: it only has to end a run that would never end. */
const PATIENCE_MS = 20_000;

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pgbouncer-'));
  for (const name of ['config', 'secrets', 'tls', 'run']) mkdirSync(join(folder, name));
  mount('config', { 'pgbouncer.ini': INI });
  mount('secrets', { 'pooler-password': 'with "quotes"' });
});
afterEach(() => {
  end(child);
  // It may write one last note.
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

/** Ends it with all that it has started. */
function end(of: ChildProcess | undefined): void {
  try {
    if (of?.pid !== undefined) process.kill(-of.pid, 'SIGKILL');
  } catch {
    // It is over already.
  }
}

/** Puts files where the kubelet would: behind a link that is swapped when all of them are written. */
function mount(name: string, files: Readonly<Record<string, string>>): void {
  const place = join(folder, name);
  const version = mkdtempSync(join(place, '..'));
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(version, file), text);
    if (!existsSync(join(place, file))) symlinkSync(join('..data', file), join(place, file));
  }
  symlinkSync(version, join(place, '..new'));
  renameSync(join(place, '..new'), join(place, '..data'));
}

function start(): void {
  child = spawn(entrypoint, [join(folder, 'config', 'pgbouncer.ini')], {
    env: {
      PATH: `${join(__dirname, 'stubs')}:${process.env['PATH'] ?? ''}`,
      NOTES: join(folder, 'notes'),
      SCALEOUT_SECRETS: join(folder, 'secrets'),
      SCALEOUT_TLS: join(folder, 'tls'),
      SCALEOUT_RUN: join(folder, 'run'),
    },
    stdio: 'ignore',
    detached: true,
  });
}

/** The settings with which PgBouncer did this for the first time: `start`, `reload` or `stop`. */
async function settingsAt(event: string): Promise<string> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const notes = existsSync(join(folder, 'notes')) ? readFileSync(join(folder, 'notes'), 'utf8') : '';
    const found = notes.split('--- ').find((part) => part.startsWith(`${event}\n`));
    if (found !== undefined) return found.slice(event.length + 1);
    await sleep(50);
  }
  throw new Error(`PgBouncer did not ${event}`);
}

test('a pod without a certificate does without TLS, whatever the settings say', async () => {
  start();
  expect(await settingsAt('start')).toBe(INI.replace('client_tls_sslmode = require\n', ''));
});
test('a pod with one follows them', async () => {
  mount('tls', { 'tls.crt': 'a certificate' });
  start();
  expect(await settingsAt('start')).toBe(INI);
});
test('its own password is quoted as PgBouncer reads it, and for this user alone', async () => {
  start();
  await settingsAt('start');
  expect(readFileSync(join(folder, 'run', 'userlist.txt'), 'utf8')).toBe('"pgbouncer" "with ""quotes"""\n');
});
test.each([
  ['settings', 'config', { 'pgbouncer.ini': `${INI}\nmax_client_conn = 7\n` }],
  ['a renewed certificate', 'tls', { 'tls.crt': 'another certificate' }],
  ['a changed password', 'secrets', { 'pooler-password': 'another' }],
])('%s: PgBouncer reads its files again', async (_, name, files) => {
  mount('tls', { 'tls.crt': 'a certificate' });
  start();
  await settingsAt('start');
  mount(name, files);
  expect(await settingsAt('reload')).toBe(name === 'config' ? `${INI}\nmax_client_conn = 7\n` : INI);
});
test('told to stop it lets idle clients go, and keeps every other setting meanwhile', async () => {
  start();
  const before = await settingsAt('start');
  child?.kill('SIGTERM');
  // In the same section: a second one of that name would set all others back to their defaults.
  const drained = `${before}\nclient_idle_timeout = 0.005\n`;
  expect([await settingsAt('reload'), await settingsAt('stop')]).toEqual([drained, drained]);
  if (child !== undefined && child.exitCode === null) await once(child, 'exit');
  expect(child?.exitCode).toBe(0);
});
