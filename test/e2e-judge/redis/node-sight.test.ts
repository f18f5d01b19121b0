import { eachOf, sightOf } from '../../e2e/redis/load/node-sight';

const id = (letter: string): string => letter.repeat(40);
const name = (pod: string): string => `${pod}.k-pods.ns.svc`;
interface Line {
  readonly flags?: string;
  readonly master?: string;
  readonly epoch?: number;
  readonly slots?: string;
  readonly hostname?: string;
}
/** A line of `CLUSTER NODES`. */
const line = (letter: string, { flags = 'master', master, epoch = 1, slots = '', hostname }: Line = {}): string =>
  `${id(letter)} 10.0.0.1:6379@16379${hostname === undefined ? '' : `,${hostname}`} ${flags} ${master === undefined ? '-' : id(master)} 0 0 ${epoch} connected ${slots}`.trimEnd();
const sight = (...lines: readonly string[]) => sightOf('k-0-0', `${lines.join('\n')}\n`, 'role:master\r\n');

const OTHERS = [line('b', { slots: '8000-16383' }), line('c', { flags: 'slave', master: 'a' })];

test('a master is seen with its slots, its epoch and whom it knows', () => {
  expect(sight(line('a', { flags: 'myself,master', epoch: 7, slots: '0-7998 7999' }), ...OTHERS)).toMatchObject({
    ...{ pod: 'k-0-0', id: id('a').slice(0, 12), role: 'master', slots: '0-7998 7999', epoch: 7 },
    ...{ known: ['a', 'b', 'c'].map((letter) => id(letter).slice(0, 12)), failing: 0, lacking: 0, moving: 0 },
  });
});

test.each([
  ['up', true],
  ['down', false],
])('a replica is seen with its master, and its link that is %s', (status, linkUp) => {
  const nodes = [line('a', { flags: 'myself,slave', master: 'b' }), line('b', { slots: '0-16383' })].join('\n');
  expect(sightOf('k-0-1', nodes, `role:slave\r\nmaster_link_status:${status}\r\n`)).toMatchObject({
    ...{ role: 'replica', master: id('b').slice(0, 12), linkUp, lacking: 0 },
  });
});

test('slots of a node that is lost, or may be, are lacking, and it is counted', () => {
  const self = line('a', { flags: 'myself,master', slots: '0-7999' });
  for (const flags of ['master,fail', 'master,fail?', 'master,noaddr'])
    expect(sight(self, line('b', { flags, slots: '8000-16383' }))).toMatchObject({ lacking: 8384, failing: 1 });
});

test('slots that nobody has are lacking', () => {
  expect(sight(line('a', { flags: 'myself,master', slots: '0-99 200' })).lacking).toBe(16_384 - 101);
});

test('marks of a move are counted, and are no slots', () => {
  const self = line('a', { flags: 'myself,master', slots: `0-9 [5->-${id('b')}] [77-<-${id('c')}]` });
  expect(sight(self)).toMatchObject({ slots: '0-9', moving: 2 });
});

test('who is only being met is not known yet', () => {
  expect(sight(line('a', { flags: 'myself,master' }), line('b', { flags: 'handshake' }))).toMatchObject({
    ...{ known: [id('a').slice(0, 12)], failing: 1 },
  });
});

test('two nodes that know the same owners have the same digest, in whatever order they list them', () => {
  const [a, b] = [line('a', { slots: '0-7999' }), line('b', { slots: '8000-16383' })];
  const mine = sight(a.replace('master', 'myself,master'), b);
  const theirs = sight(b.replace('master', 'myself,master'), a);
  expect(theirs.owners).toBe(mine.owners);
  expect(sight(a.replace('master', 'myself,master'), line('b', { slots: '8001-16383' })).owners).not.toBe(mine.owners);
});

test('another node at the address of one that is gone is not taken for it', () => {
  const self = (hostname: string) => line('a', { flags: 'myself,master', hostname });
  expect(sight(self(name('k-0-0'))).pod).toBe('k-0-0');
  expect(() => sight(self(name('second-0-0')))).toThrow('at its address is second-0-0');
});

test('an answer that is none is an error', () => {
  expect(() => sight('LOADING')).toThrow('does not list itself');
});

test('ranges are all slots in them', () => {
  expect(eachOf('0-2 5 7-8')).toEqual([0, 1, 2, 5, 7, 8]);
  expect(eachOf('')).toEqual([]);
});
