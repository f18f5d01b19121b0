/**
 * Real nginx processes for tests and benchmarks, without root; gone when the test file is done, also when it failed.
 *
 *     const edge = await startNginx({ conf: 'events {} http { server { listen __PORT__; return 200; } }' });
 *     await edge.reload({ conf: other });
 */
import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installed } from '../../../tools/servers/install';
import { childrenOf, isOver, isThere, killAll, launch, newFolder, NOBODY } from '../postgres-server/processes';
import { write, type Configuration, type Places } from './configuration';

/** An nginx that runs, or ran. */
export interface Nginx {
  readonly dir: string;
  readonly pid: number;
  /** The one of `__PORT__`. */
  readonly port: number;
  /** The one of `__PORT_NAME__`. @throws an error when there is no such placeholder in the configuration */
  readonly portOf: (name: string) => number;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Looks at the configuration, has it taken over, and resolves when new workers run and old ones take no more connections. @default - the same once more */
  readonly reload: (changed?: Configuration) => Promise<void>;
  /** Ends as a pod does, SIGQUIT: no new connections, requests are answered. Resolves when it is gone, or kills it after ten seconds and throws an error. */
  readonly quit: () => Promise<void>;
  /** SIGKILL to it and its workers; resolves when they are gone. */
  readonly kill: () => Promise<void>;
  readonly errorLog: () => string;
  /** Of `access.log`, and of what went to standard output. */
  readonly accessLog: () => string;
  /** The workers that take connections. */
  readonly workers: () => readonly number[];
}

/**
 * Looks at a configuration as `nginx -t` does.
 *
 * @returns what it says, with its warnings
 * @throws an error with what it says when it does not pass
 */
export async function checkConf(text: string, options: Omit<Configuration, 'conf'> = {}): Promise<string> {
  const places = newPlaces();
  return check(await write({ ...options, conf: text }, places), places.dir);
}

/** Starts nginx and waits until it takes connections. @throws an error with what it says when it does not */
export async function startNginx(configuration: Configuration): Promise<Nginx> {
  const places = newPlaces();
  const { dir, ports } = places;
  const main = await write(configuration, places);
  const port = ports.get('');
  if (port === undefined) throw new Error('nothing in the configuration listens on __PORT__');
  await check(main, dir);
  const child = launch(...command(main, dir, ['-g', `daemon off; pid ${dir}/nginx.pid;`]), dir);
  const errorLog = () => read(dir, 'error.log') + read(dir, 'log');
  const deadline = Date.now() + 10_000;
  while (!(await takesConnections(port)) || workersOf(child).length === 0) {
    if (isOver(child) || Date.now() > deadline) {
      await killAll(child);
      throw new Error(`nginx did not start:\n${errorLog().slice(-4000)}`);
    }
    await sleep(20);
  }
  return {
    dir,
    pid: child.pid ?? 0,
    port,
    portOf: (name) => {
      const found = ports.get(name);
      if (found === undefined) throw new Error(`there is no __PORT_${name}__ in the configuration`);
      return found;
    },
    url: `http://127.0.0.1:${port}`,
    reload: async (changed = configuration) => {
      await check(await write(changed, places), dir);
      await reload(child, errorLog);
    },
    quit: () => quit(child, errorLog),
    kill: () => killAll(child),
    errorLog,
    accessLog: () => read(dir, 'access.log'),
    workers: () => workersOf(child),
  };
}

function newPlaces(): Places {
  const { programs } = server();
  const root = resolve(programs.server, '../../..');
  const places = { etc: join(root, 'etc/nginx'), modules: join(root, 'usr/lib/nginx/modules') };
  return { dir: newFolder('nginx'), ports: new Map(), ...places };
}

function server() {
  const found = installed('nginx');
  if (found === undefined) throw new Error('there is no nginx yet: put the test into describeNginx()');
  return found;
}

function command(main: string, dir: string, more: readonly string[]): [program: string, args: readonly string[]] {
  const { loader, libraries, programs } = server();
  const own = ['-p', dir, '-c', main, '-e', join(dir, 'error.log')];
  return [loader, ['--library-path', libraries, programs.server, ...own, ...more]];
}

function check(main: string, dir: string): Promise<string> {
  const [program, args] = command(main, dir, ['-t', '-g', `pid ${dir}/nginx.pid;`]);
  return new Promise((done, fail) => {
    execFile(program, args, { ...NOBODY, cwd: dir }, (error, stdout, stderr) => {
      if (error === null) done(stdout + stderr);
      else fail(new Error(stdout + stderr === '' ? error.message : (stdout + stderr).trim()));
    });
  });
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}

/** What a process says of itself: nginx writes there what it does. */
function titleOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

const workersOf = ({ pid = 0 }: ChildProcess): number[] =>
  childrenOf(pid).filter((each) => /nginx: worker process(?! is shutting down)/.test(titleOf(each)));

async function reload(child: ChildProcess, errorLog: () => string): Promise<void> {
  const before = workersOf(child);
  child.kill('SIGHUP');
  for (const deadline = Date.now() + 10_000; ;) {
    const now = workersOf(child);
    if (now.length > 0 && !now.some((each) => before.includes(each))) return;
    if (isOver(child) || Date.now() > deadline) {
      throw new Error(`nginx did not reload:\n${errorLog().slice(-4000)}`);
    }
    await sleep(10);
  }
}

async function quit(child: ChildProcess, errorLog: () => string): Promise<void> {
  if (isOver(child)) return;
  const gone = once(child, 'exit').then(() => true);
  const workers = childrenOf(child.pid ?? 0);
  child.kill('SIGQUIT');
  const patience = new AbortController();
  const ended = await Promise.race([gone, sleep(10_000, false, { signal: patience.signal })]);
  patience.abort();
  await killAll(child);
  if (!ended) throw new Error(`nginx did not end in 10 s:\n${errorLog().slice(-4000)}`);
  while (workers.some(isThere)) await sleep(10);
}

const read = (dir: string, name: string): string =>
  existsSync(join(dir, name)) ? readFileSync(join(dir, name), 'utf8') : '';
