import type { Node, Reply } from '../../../services/redis-agent/src/connection';
import { handOver } from '../../../services/redis-agent/src/hand-over';

const MASTER = 'a'.repeat(40);
const REPLICA = 'b'.repeat(40);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface Facts {
  readonly leaving?: boolean;
  readonly linkUp?: boolean;
  readonly replicas?: boolean;
  readonly slots?: string;
  readonly role?: 'master' | 'slave';
}

/** A master and its replica, as far as a hand-over asks. */
function pair({ leaving = false, linkUp = true, replicas = true, slots = '0-100', role = 'master' }: Facts) {
  const told: string[] = [];
  let ownRole = role;
  const line = (id: string, name: string, flags: string, rest: string) =>
    `${id} 10.0.0.1:6379@16379,${name}.pods.ns.svc ${flags} ${rest}`;
  const answers =
    (own: boolean) =>
    (command: string): Reply => {
      if (command === 'CLUSTER NODES') {
        const flags = (is: boolean, of: string) => (is ? `myself,${of}` : of);
        const master = line(
          MASTER,
          'm',
          flags(own, ownRole),
          `${ownRole === 'master' ? '-' : REPLICA} 0 0 1 connected ${slots}`,
        );
        const replica = line(REPLICA, 'r', flags(!own, 'slave'), `${MASTER} 0 0 1 connected`);
        return replicas ? `${master}\n${replica}` : master;
      }
      if (command === 'INFO replication')
        return own ? `role:${ownRole}` : `role:slave\r\nmaster_link_status:${linkUp ? 'up' : 'down'}`;
      if (command.startsWith('CONFIG GET')) return ['replica-priority', !own && leaving ? '0' : '100'];
      return 0;
    };
  const node = (name: string, own: boolean): Node => {
    const call = (...words: readonly (string | number)[]): Promise<Reply> => {
      const command = words.join(' ');
      if (!/^(CLUSTER NODES|CLUSTER INFO|INFO|CONFIG GET|DBSIZE)/.test(command)) told.push(`${name}: ${command}`);
      if (command === 'CLUSTER FAILOVER') ownRole = 'slave';
      return Promise.resolve(answers(own)(command));
    };
    return { call, all: (commands) => Promise.all(commands.map((command) => call(...command))) };
  };
  const run = (seconds = 2, inMs = () => 0) =>
    handOver({
      electableInMs: () => Promise.resolve(inMs()),
      own: node('own', true),
      nodeOf: () => Promise.resolve(node('replica', false)),
      seconds,
      log: silent,
    });
  return { told, run };
}

describe('before a stop', () => {
  test('a master has a replica take over, and is marked so that none elects it', async () => {
    const { told, run } = pair({});
    expect(await run()).toBe('handed over');
    expect(told).toEqual(['own: CONFIG SET replica-priority 0', 'replica: CLUSTER FAILOVER']);
  });

  test.each([
    ['is leaving too', { leaving: true }],
    ['is not up to date', { linkUp: false }],
  ])('a replica that %s is not asked, and the stop goes on when the time is up', async (_why, facts) => {
    const { told, run } = pair(facts);
    expect(await run(1)).toBe('failed');
    expect(told).not.toContain('replica: CLUSTER FAILOVER');
  });

  test('a replica that was elected a moment ago is not asked before it would do it: clients would be held up in vain', async () => {
    const { told, run } = pair({});
    let looks = 0;
    expect(await run(5, () => (++looks < 3 ? 1000 : 0))).toBe('handed over');
    expect(told.filter((command) => command === 'replica: CLUSTER FAILOVER')).toHaveLength(1);
    expect(looks).toBe(3);
  });

  test.each([
    ['a replica', { role: 'slave' as const }, 'replica'],
    ['a master without slots', { slots: '' }, 'no slots'],
    ['a master without replicas', { replicas: false }, 'no replica'],
  ])('%s keeps nobody waiting', async (_who, facts, outcome) => {
    expect(await pair(facts).run(60)).toBe(outcome);
  });

  test('a node that does not answer keeps nobody waiting, and nothing is thrown', async () => {
    const dead: Node = { call: () => Promise.reject(new Error('gone')), all: () => Promise.reject(new Error('gone')) };
    expect(
      await handOver({
        electableInMs: () => Promise.resolve(0),
        own: dead,
        nodeOf: () => Promise.resolve(dead),
        seconds: 60,
        log: silent,
      }),
    ).toBe('failed');
  });
});
