/** What a node's answers mean. An answer of another shape is an error, and never good news. */
import { parseInfo, parseNodes, SLOTS, type Peer } from '@scaleout/redis-nodes';
import { CollectorError } from '../collector';

/** What a node says of itself. What it does not say is undefined. */
export interface Facts {
  readonly role: 'master' | 'replica';
  readonly loading: boolean;
  /** Of a replica: whether it hears its master. */
  readonly linkUp: boolean | undefined;
  /** The history that its offset counts in; offsets of two histories cannot be compared. */
  readonly history: string | undefined;
  /** Bytes of that history that it has. */
  readonly offset: number | undefined;
  readonly memoryUsed: number | undefined;
  /** Undefined when there is no limit, too. */
  readonly memoryMax: number | undefined;
  readonly keys: number | undefined;
  readonly clients: number | undefined;
  readonly hits: number | undefined;
  readonly misses: number | undefined;
  readonly evicted: number | undefined;
}

/** How a node sees the cluster. */
export interface View {
  readonly state: 'ok' | 'fail';
  /** Slots with an owner; each of them is one of the other three. */
  readonly assigned: number;
  readonly ok: number;
  /** Their owner is suspected to be gone, by this node alone. */
  readonly suspected: number;
  readonly failed: number;
  readonly self: Peer;
  /** Itself among them. */
  readonly peers: readonly Peer[];
}

const strange = (what: string) => new CollectorError(`does not answer ${what} as Redis does`);

/** @throws CollectorError */
export function factsOf(reply: unknown): Facts {
  const text = typeof reply === 'string' ? reply : '';
  const info = parseInfo(text);
  const count = (name: string) => countOf(info.get(name));
  const role = info.get('role');
  if (role !== 'master' && role !== 'slave') throw strange('INFO');
  const max = count('maxmemory');
  const link = info.get('master_link_status');
  return {
    role: role === 'slave' ? 'replica' : 'master',
    loading: info.get('loading') === '1',
    linkUp: role === 'master' || link === undefined ? undefined : link === 'up',
    history: info.get('master_replid'),
    offset: count(role === 'master' ? 'master_repl_offset' : 'slave_repl_offset'),
    memoryUsed: count('used_memory'),
    memoryMax: max === 0 ? undefined : max,
    keys: keysIn(text, info),
    clients: count('connected_clients'),
    hits: count('keyspace_hits'),
    misses: count('keyspace_misses'),
    evicted: count('evicted_keys'),
  };
}

/** Databases without keys are not listed: an empty section is none, a missing one is not known. */
function keysIn(text: string, info: ReadonlyMap<string, string>): number | undefined {
  if (!/^# Keyspace\r?$/m.test(text)) return undefined;
  const counts = [...info]
    .filter(([name]) => /^db\d+$/.test(name))
    .map(([, value]) => countOf(/^keys=(\d+)(?:,|$)/.exec(value)?.[1]));
  return counts.reduce<number | undefined>(
    (sum, each) => (sum === undefined || each === undefined ? undefined : sum + each),
    0,
  );
}

/** @throws CollectorError */
export function viewOf(info: unknown, nodes: unknown): View {
  const facts = parseInfo(typeof info === 'string' ? info : '');
  const slots = (name: string): number => {
    const count = countOf(facts.get(name));
    if (count === undefined || count > SLOTS) throw strange('CLUSTER INFO');
    return count;
  };
  const state = facts.get('cluster_state');
  if (state !== 'ok' && state !== 'fail') throw strange('CLUSTER INFO');
  const counts = {
    assigned: slots('cluster_slots_assigned'),
    ok: slots('cluster_slots_ok'),
    suspected: slots('cluster_slots_pfail'),
    failed: slots('cluster_slots_fail'),
  };
  if (counts.ok + counts.suspected + counts.failed !== counts.assigned) throw strange('CLUSTER INFO');
  return { state, ...counts, ...peersOf(nodes) };
}

function peersOf(reply: unknown): Pick<View, 'peers' | 'self'> {
  const text = typeof reply === 'string' ? reply : '';
  const peers = parseNodes(text);
  const [self, ...others] = peers.filter(({ myself }) => myself);
  const lines = text.split('\n').filter((line) => line.trim() !== '').length;
  const ids = new Set(peers.map(({ id }) => id));
  const isSlots = ([from, to]: Peer['slots'][number]) => from <= to && to < SLOTS;
  const isSound = (peer: Peer) => Number.isSafeInteger(peer.configEpoch) && peer.slots.every(isSlots);
  // A line that is not understood could be that of the master that is gone.
  const isWhole = peers.length === lines && ids.size === peers.length && peers.every(isSound);
  if (self === undefined || others.length > 0 || !isWhole) throw strange('CLUSTER NODES');
  return { self, peers };
}

/** A count as it is written; undefined for anything else. Beyond 2^53 it would not be exact. */
function countOf(text: string | undefined): number | undefined {
  const value = /^\d{1,16}$/.test(text ?? '') ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The part of reads that found their key; undefined when nothing was read. */
export function hitRatioOf(all: readonly Pick<Facts, 'hits' | 'misses'>[]): number | undefined {
  let hits = 0;
  let reads = 0;
  for (const each of all) {
    if (each.hits === undefined || each.misses === undefined) continue;
    hits += each.hits;
    reads += each.hits + each.misses;
  }
  return reads === 0 ? undefined : hits / reads;
}
