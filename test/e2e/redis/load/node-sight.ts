/** From what a node answers to what is recorded of it. */
import { createHash } from 'node:crypto';
import type { NodeSight } from './report';
import { SLOTS } from './slots';

const short = (id: string): string => id.slice(0, 12);

interface Line {
  readonly id: string;
  /** The pod whose name it announces; `''` when it announces none. */
  readonly pod: string;
  readonly flags: readonly string[];
  readonly master: string;
  readonly epoch: number;
  readonly slots: readonly string[];
  readonly moving: number;
}

/** `CLUSTER NODES` and `INFO replication` of a pod's node. */
export function sightOf(pod: string, nodes: string, replication: string): NodeSight {
  const lines = nodes.split('\n').flatMap((line) => lineOf(line) ?? []);
  const self = lines.find(({ flags }) => flags.includes('myself'));
  if (self === undefined) throw new Error('it does not list itself');
  // An address may be another pod's by now: its answer is not this one's.
  if (self.pod !== '' && self.pod !== pod) throw new Error(`at its address is ${self.pod}`);
  const owners = lines.filter(({ flags, slots }) => isWell(flags) && slots.length > 0);
  const isReplica = self.flags.includes('slave');
  return {
    ...{ pod, id: short(self.id), role: isReplica ? 'replica' : 'master' },
    ...(isReplica ? { master: short(self.master), linkUp: replication.includes('master_link_status:up') } : {}),
    ...{ slots: self.slots.join(' '), epoch: self.epoch },
    known: lines
      .filter(({ flags }) => !flags.includes('handshake'))
      .map(({ id }) => short(id))
      .sort(),
    failing: lines.filter(({ flags }) => !isWell(flags)).length,
    lacking: SLOTS - owners.reduce((sum, { slots }) => sum + countOf(slots), 0),
    owners: digest(owners.map(({ id, slots }) => `${id} ${slots.join(' ')}`).sort()),
    moving: self.moving,
  };
}

const isWell = (flags: readonly string[]): boolean =>
  !['fail', 'fail?', 'noaddr', 'handshake'].some((flag) => flags.includes(flag));

function lineOf(text: string): Line | undefined {
  const [id = '', address = '', flags = '', master = '', , , epoch = '', , ...words] = text.trim().split(' ');
  if (!/^[0-9a-f]{40}$/.test(id)) return undefined;
  const slots = words.filter((word) => !word.startsWith('['));
  // `10.0.0.1:6379@16379,POD.SERVICE.NAMESPACE.svc`
  const pod = address.split(',')[1]?.split('.')[0] ?? '';
  const moving = words.length - slots.length;
  return { id, pod, flags: flags.split(','), master, epoch: Number(epoch), slots, moving };
}

const countOf = (ranges: readonly string[]): number =>
  ranges.reduce((sum, range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return sum + to - from + 1;
  }, 0);

const digest = (lines: readonly string[]): string => createHash('md5').update(lines.join()).digest('hex').slice(0, 8);

/** The slots of `0-5460 9000`. */
export function eachOf(slots: string): number[] {
  return slots.split(' ').flatMap((range) => {
    if (range === '') return [];
    const [from = 0, to = from] = range.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}
