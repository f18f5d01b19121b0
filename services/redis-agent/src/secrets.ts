/** The passwords: as Redis reads them at its start, and brought to it when they change. */
import { MONITOR_RIGHTS, MONITOR_USER } from '@scaleout/health-contract';
import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Node } from './connection';
import { AGENT_USER, optionalSecret, secret, type AgentEnv, type SECRET_KEYS } from './env';
import type { Log } from './log';

/** ACL user of replicas at their master. */
const REPLICATION_USER = 'replica';
/** What an application has no business with: administration, and what takes a node's time or its data all at once. */
const APP_RIGHTS = [
  '~* &* +@all -@admin -@dangerous',
  '+info +role +cluster|info +cluster|keyslot +cluster|myid +cluster|nodes +cluster|shards +cluster|slots',
].join(' ');

const REPLICATION_RIGHTS = '+psync +replconf +ping';
/** There a master that gives slots away logs in like a replica, and repeats its clients' writes: whatever they may, but no administration. */
const VALKEY_REPLICATION_RIGHTS = '~* &* +@all -@admin +psync +replconf +cluster|syncslots';

type Key = keyof typeof SECRET_KEYS;
/** The passwords that are good now: the one that is in force first. */
type Passwords = Readonly<Record<Key, readonly string[]>>;

const hash = (password: string): string => `#${createHash('sha256').update(password).digest('hex')}`;
const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

/** The ACL file, with hashes in place of passwords. */
export function usersFile(passwords: Passwords, flavour: AgentEnv['FLAVOUR']): string {
  const user = (name: string, key: Key, rights: string) =>
    `user ${name} on ${passwords[key].map(hash).join(' ')} ${rights}`;
  // A Secret of somebody else may not have its key yet.
  const monitor = passwords.monitor.length === 0 ? [] : [user(MONITOR_USER, 'monitor', MONITOR_RIGHTS.join(' '))];
  return [
    user('default', 'app', APP_RIGHTS),
    user(AGENT_USER, 'agent', '~* &* +@all'),
    user(REPLICATION_USER, 'replication', flavour === 'valkey' ? VALKEY_REPLICATION_RIGHTS : REPLICATION_RIGHTS),
    ...monitor,
    '',
  ].join('\n');
}

/** How a replica logs in at its master. */
const loginFile = ([password = '']: readonly string[]): string =>
  `masteruser ${REPLICATION_USER}\nmasterauth ${quoted(password)}\n`;

/** Puts a file in place of another at once, readable by the pod's group alone. */
export function replaceFile(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o640 });
  renameSync(`${path}.new`, path);
}

/** The passwords as the Secret has them; `''` for one that it has not. */
const readAll = (env: AgentEnv): Readonly<Record<Key, string>> => ({
  app: secret(env, 'app'),
  agent: secret(env, 'agent'),
  replication: secret(env, 'replication'),
  monitor: optionalSecret(env, 'monitor'),
});

function write(env: AgentEnv, passwords: Passwords): void {
  replaceFile(join(env.RUN_FOLDER, 'users.acl'), usersFile(passwords, env.FLAVOUR));
  replaceFile(join(env.RUN_FOLDER, 'secrets.conf'), loginFile(passwords.replication));
}

const inForce = (read: Readonly<Record<Key, string>>, before: Partial<Record<Key, string>> = {}): Passwords => {
  const good = (key: Key) => [read[key], before[key]].filter((each) => each !== undefined && each !== '') as string[];
  return { app: good('app'), agent: good('agent'), replication: good('replication'), monitor: good('monitor') };
};

/** Writes what the server reads its passwords from. */
export function writeSecrets(env: AgentEnv): void {
  write(env, inForce(readAll(env)));
}

/** For so long the password before is good as well: a changed Secret arrives in each pod at another time, within minutes. */
const OVERLAP_MS = 15 * 60_000;

/** Brings changed passwords to the running server. */
export class Rotation {
  private known: Readonly<Record<Key, string>>;
  private before: Partial<Record<Key, { readonly password: string; readonly until: number }>> = {};

  constructor(
    private readonly env: AgentEnv,
    private readonly log: Log,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.known = readAll(env);
  }

  /**
   * Looks whether passwords have changed, or old ones have had their time.
   *
   * @param own the own node, over a connection that stays good: it was made with a password that was good then
   */
  async look(own: Node): Promise<void> {
    const next = readAll(this.env);
    const keys = Object.keys(next) as Key[];
    const changed = keys.filter((key) => next[key] !== this.known[key]);
    const over = keys.filter((key) => (this.before[key]?.until ?? Infinity) <= this.now());
    if (changed.length === 0 && over.length === 0) return;

    const kept = Object.entries(this.before).filter(([key]) => !over.includes(key as Key));
    const until = this.now() + OVERLAP_MS;
    const added = changed.map((key) => [key, { password: this.known[key], until }] as const);
    const before = Object.fromEntries([...kept, ...added]) as typeof this.before;
    const old = Object.fromEntries(Object.entries(before).map(([key, { password }]) => [key, password]));
    write(this.env, inForce(next, old));
    await own.call('ACL', 'LOAD');
    await own.call('CONFIG', 'SET', 'masterauth', next.replication);
    this.known = next;
    this.before = before;
    this.log.info({ changed, retired: over }, 'passwords are up to date');
  }
}
