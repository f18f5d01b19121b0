/** Lines of `CLUSTER NODES` and of `nodes.conf`, which are the same but for a few fields. */
import type { Peer, Range } from './peer';

/** The parts of a line. The address is `IP:PORT@BUS[,HOSTNAME[,KEY=VALUE…]]`. */
export interface Line {
  readonly id: string;
  readonly ip: string;
  readonly port: number;
  readonly hostname: string;
  /** All of the line that follows the IP. */
  readonly rest: string;
  readonly flags: readonly string[];
  /** After the flags: master, ping, pong, epoch, link, slots. */
  readonly fields: readonly string[];
}

const LINE = /^([0-9a-f]{40}) ([^ ,]*):(\d+)(@\d+(?:,([^ ,]*)[^ ]*)?) ([^ ]+) (.+)$/;

/** A line that names a node; undefined for any other, such as `vars currentEpoch 7 lastVoteEpoch 0`. */
export function parseLine(text: string): Line | undefined {
  const match = LINE.exec(text.trim());
  if (match === null) return undefined;
  const [, id = '', ip = '', port = '', , hostname = '', flags = '', fields = ''] = match;
  const rest = text.trim().slice(id.length + 1 + ip.length);
  return { id, ip, port: Number(port), hostname, rest, flags: flags.split(','), fields: fields.split(' ') };
}

/** What `CLUSTER NODES` says. */
export const parseNodes = (text: string): Peer[] =>
  text.split('\n').flatMap((line) => {
    const parsed = parseLine(line);
    return parsed === undefined ? [] : [peerOf(parsed)];
  });

function peerOf({ id, ip, port, hostname, flags, fields }: Line): Peer {
  const [master = '-', , , epoch = '0', link, ...slots] = fields;
  const has = (flag: string) => flags.includes(flag);
  return {
    ...{ id, ip, port, hostname },
    myself: has('myself'),
    role: has('slave') ? 'replica' : 'master',
    failing: has('fail') ? 'fail' : has('fail?') ? 'suspected' : 'no',
    handshake: has('handshake'),
    noAddress: has('noaddr'),
    masterId: master === '-' ? undefined : master,
    configEpoch: Number(epoch),
    connected: has('myself') || link === 'connected',
    ...slotsOf(slots),
  };
}

/** `0-5460`, `5461`, `[77->-ID]` on its way there, `[77-<-ID]` on its way here. */
function slotsOf(words: readonly string[]): Pick<Peer, 'slots' | 'migrating' | 'importing'> {
  const slots: Range[] = [];
  const migrating: { slot: number; to: string }[] = [];
  const importing: { slot: number; from: string }[] = [];
  for (const word of words) {
    const mark = /^\[(\d+)-([<>])-([0-9a-f]+)\]$/.exec(word);
    const range = /^(\d+)(?:-(\d+))?$/.exec(word);
    if (mark !== null) {
      const [, slot = '', way, id = ''] = mark;
      if (way === '>') migrating.push({ slot: Number(slot), to: id });
      else importing.push({ slot: Number(slot), from: id });
    } else if (range !== null) slots.push([Number(range[1]), Number(range[2] ?? range[1])]);
  }
  return { slots, migrating, importing };
}
