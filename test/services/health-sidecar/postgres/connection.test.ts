import type { Socket } from 'node:net';
import * as fc from 'fast-check';
import type { Connection } from '../../../../services/health-sidecar/src/postgres/connection';
import { connect, type Target } from '../../../../services/health-sidecar/src/postgres/connection';
import { Frames } from '../../../../services/health-sidecar/src/postgres/guarded-socket';
import { until } from '../../redis/cluster';
import { leavingNoSockets, look, passwordFile } from './look';
import { blackHole, fakeServer, type Fake } from './silent-servers';

jest.setTimeout(60_000);

const target = ({ host, port }: Fake, more: Partial<Target> = {}): Target => ({
  host,
  port,
  user: 'monitor',
  database: 'app',
  passwordFile: passwordFile('not-a-secret'),
  statementTimeoutMs: 1000,
  ...more,
});

/** Asks within so many seconds. */
const ask = (connection: Pick<Connection, 'ask'>, timeoutSeconds: number) =>
  look({
    schedule: { timeoutSeconds },
    collect: async (signal) => {
      await connection.ask(signal, 'SELECT 1');
      return { status: 'ok' };
    },
  });

const reasonOf = (error: unknown): unknown => (error as { readonly reason?: unknown }).reason;

const faults: readonly (readonly [string, () => Promise<Fake>])[] = [
  ['accepts and never answers', () => fakeServer()],
  ['swallows every packet', blackHole],
];

describe.each(faults)('a host that %s', (_, make) => {
  test('costs no more than the time that is given, ten times over, and leaves no socket', async () => {
    const at = await make();
    await leavingNoSockets(async () => {
      const connection = connect(target(at));
      for (let round = 0; round < 10; round += 1) {
        const { error, seconds } = await ask(connection, 0.2);
        expect((error as Error).name).toBe('AbortError');
        expect(seconds).toBeLessThan(1.2);
      }
    });
  });
});

test('a server that hangs up says so at once, and is tried anew each time', async () => {
  const at = await fakeServer((socket) => socket.destroy());
  await leavingNoSockets(async () => {
    const connection = connect(target(at));
    for (let round = 0; round < 10; round += 1) {
      const { error, seconds } = await ask(connection, 5);
      expect(reasonOf(error)).toBe('it ended the connection');
      expect(seconds).toBeLessThan(1);
    }
  });
});

describe('a server that lets everybody in', () => {
  const ready = message('Z', Buffer.from('I'));
  const welcome = Buffer.concat([message('R', Buffer.alloc(4)), ready]);
  const nothing = Buffer.concat([message('C', Buffer.from('SELECT 0\0')), ready]);

  /** Answers so many questions of each connection, and hangs up at the next; says how many connections there were. */
  const answering = async (questions: number, onConnection: (socket: Socket) => void = () => undefined) => {
    let connections = 0;
    const at = await fakeServer((socket) => {
      connections += 1;
      onConnection(socket);
      let packets = 0;
      socket.on('data', () => {
        packets += 1;
        if (packets > questions + 1) socket.destroy();
        else socket.write(packets === 1 ? welcome : nothing);
      });
    });
    return { at, connections: () => connections };
  };

  test('and hangs up at the second question is asked that once more over another connection', async () => {
    const { at, connections } = await answering(1);
    const connection = connect(target(at));
    for (let round = 1; round <= 3; round += 1) {
      expect(await ask(connection, 5)).toMatchObject({ error: undefined });
      expect(connections()).toBe(round);
    }
    connection.drop();
  });

  test('and hangs up between two questions is told of, and one that does so at a question is not', async () => {
    let hangUp = (): void => undefined;
    const { at } = await answering(1, (socket) => {
      hangUp = () => socket.end();
    });
    let losses = 0;
    const connection = connect(target(at), () => {
      losses += 1;
    });
    await ask(connection, 5);
    await ask(connection, 5);
    expect(losses).toBe(0);
    hangUp();
    await until('it is told', () => losses === 1, 2000);
    connection.drop();
  });

  test('and hangs up at every question is not asked over and over', async () => {
    const { at, connections } = await answering(0);
    const { error } = await ask(connect(target(at)), 5);
    expect([reasonOf(error), connections()]).toEqual(['it ended the connection', 1]);
  });
});

test('where nobody listens, that is the reason', async () => {
  const { error } = await ask(connect(target({ host: '127.99.99.99', port: 1 })), 5);
  expect(reasonOf(error)).toBe('nobody takes connections there');
});

test('a password file that is not there is the reason, without its path', async () => {
  const { error } = await ask(connect(target(await fakeServer(), { passwordFile: '/nowhere/secret' })), 5);
  expect(reasonOf(error)).toBe('the file of its password cannot be read');
});

test.each(['HTTP/1.1 400 Bad Request\r\n\r\n', '-ERR unknown command\r\n', 'R\xff\xff\xff\xff'])(
  'another server than Postgres is told from its first word (%j), and does not have to be waited for',
  async (word) => {
    const at = await fakeServer((socket) => socket.write(Buffer.from(word, 'latin1')));
    const { error, seconds } = await ask(connect(target(at)), 5);
    expect([reasonOf(error), seconds < 1]).toEqual(['it does not speak as Postgres does', true]);
  },
);

test('nothing is asked when it is too late already', async () => {
  await expect(connect(target(await fakeServer())).ask(AbortSignal.abort(), 'SELECT 1')).rejects.toThrow(/abort/);
});

/** Anything at all, and what begins as Postgres begins and is broken then. */
const anything = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  fc
    .array(fc.tuple(fc.constantFrom(...'ENKZ'), fc.uint8Array({ maxLength: 40 })), { minLength: 1, maxLength: 4 })
    .map((messages) => Buffer.concat(messages.map(([code, body]) => message(code, body)))),
);

function message(code: string, body: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(code), length, body]);
}

test('whatever a server writes first, the answer is an error in time, and no socket is left', async () => {
  let bytes = Buffer.alloc(0);
  const at = await fakeServer((socket) => {
    socket.once('data', () => socket.end(bytes));
  });
  await leavingNoSockets(() =>
    fc.assert(
      fc.asyncProperty(anything, async (written) => {
        bytes = written;
        const { error, seconds } = await ask(connect(target(at)), 0.5);
        expect(error).toBeInstanceOf(Error);
        expect(seconds).toBeLessThan(1.5);
      }),
      { numRuns: 300 },
    ),
  );
});

test('how messages are cut into packets makes no difference to whether they are well formed', () => {
  const good = Buffer.concat([
    message('R', Buffer.alloc(4)),
    message('E', Buffer.from('SFATAL\0\0')),
    message('Z', Buffer.from('I')),
  ]);
  const bad = Buffer.concat([good, message('N', Buffer.from('SFATAL\0'))]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12 })), fc.boolean(), (sizes, isGood) => {
      const frames = new Frames();
      let rest = isGood ? good : bad;
      const verdicts = [...sizes, rest.length].map((size) => {
        const verdict = frames.accepts(rest.subarray(0, size));
        rest = rest.subarray(size);
        return verdict;
      });
      expect(verdicts.every(Boolean)).toBe(isGood);
    }),
  );
});
