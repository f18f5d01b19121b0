/** Servers that answer nonsense: what is told of them is a reading or an error, and never that all is well. */
import fc from 'fast-check';
import { CollectorError } from '../../../../services/health-sidecar/src/collector';
import { redisCollector } from '../../../../services/health-sidecar/src/redis';
import type { Address } from '../../../../services/health-sidecar/src/redis/connection';
import { configOf, type Config } from './world';
import { clusterInfoOf, infoOf, nodesOf, WHOLE } from './written';

type Command = 'PING' | 'INFO' | 'CLUSTER INFO' | 'CLUSTER NODES';
const COMMANDS: readonly Command[] = ['PING', 'INFO', 'CLUSTER INFO', 'CLUSTER NODES'];

/** What the node at an address would say if it were right. */
function right({ host }: Address, command: Command): unknown {
  const node = WHOLE[Number(host.split('.')[3]) - 1];
  if (node === undefined) throw new Error(`there is no ${host}`);
  return {
    PING: 'PONG',
    INFO: infoOf(node),
    'CLUSTER INFO': clusterInfoOf(WHOLE),
    'CLUSTER NODES': nodesOf(WHOLE, node.name),
  }[command];
}

/** A collector of nodes that answer as `answer` does. */
const watching = (config: Config, answer: (address: Address, command: Command) => unknown) =>
  redisCollector(config, {
    timeoutSeconds: 1,
    nodes: {
      to: (address) =>
        Promise.resolve(async (command) => Promise.resolve(answer(address, command.join(' ') as Command))),
      drop: () => undefined,
      keepOnly: () => undefined,
    },
  });

const seed = { host: '10.0.0.1', port: 6379 };
const configs: readonly Config[] = [
  configOf([seed]),
  configOf([seed], { expected: undefined }),
  configOf([seed], { depth: 'any-node' }),
];
const collect = (config: Config, answer: Parameters<typeof watching>[1]) =>
  watching(config, answer)
    .collect(new AbortController().signal)
    .catch((error: unknown) => {
      if (error instanceof CollectorError) return { status: 'down' } as const;
      throw error;
    });

/** Anything but what is right. */
const nonsense = fc.oneof(
  fc.anything(),
  fc.string(),
  fc.constantFrom('', 'OK', 'PONG', [], null, 0, 'cluster_state:ok', 'role:master', '# Keyspace\r\nrole:replica'),
);

test('right answers are ok, so that the others can be wrong', async () => {
  for (const config of configs) expect((await collect(config, right)).status).toBe('ok');
});

test('an answer of another shape is never good news', async () => {
  await fc.assert(
    fc.asyncProperty(
      ...([fc.constantFrom(...configs), fc.constantFrom(...COMMANDS)] as const),
      fc.option(fc.integer({ min: 1, max: 6 })),
      nonsense,
      async (config, wrong, who, instead) => {
        fc.pre(wrong === 'INFO' ? !String(instead).includes('role:master') : instead !== 'PONG' || wrong !== 'PING');
        const isWrong = (host: string) => who === null || host === `10.0.0.${who}`;
        const reading = await collect(config, (address, command) =>
          command === wrong && isWrong(address.host) ? instead : right(address, command),
        );
        // One node of which nothing is asked may answer what it likes.
        const isAsked = who === null || who === 1 || config.depth === 'every-node';
        expect(reading.status === 'ok').toBe(!isAsked);
      },
    ),
    { numRuns: 400 },
  );
});

test.each(['CLUSTER INFO', 'CLUSTER NODES'] as const)('a line of %s that is damaged breaks nothing', async (wrong) => {
  await fc.assert(
    fc.asyncProperty(
      ...([fc.constantFrom(...configs), fc.nat(5), fc.nat(200), fc.string({ minLength: 1, maxLength: 3 })] as const),
      async (config, at, cut, put) => {
        const damage = (line: string) => line.slice(0, cut) + put + line.slice(cut + put.length);
        const reading = await collect(config, (address, command) => {
          const answer = right(address, command);
          if (command !== wrong) return answer;
          return changed(answer, at, (line) => [damage(line)]);
        });
        expect(['ok', 'degraded', 'down']).toContain(reading.status);
      },
    ),
    { numRuns: 300 },
  );
});

test('a line that is missing is never good news, as long as somebody expects what it tells', async () => {
  for (const config of configs) {
    for (const [wrong, lines] of [
      ['CLUSTER INFO', 5],
      ['CLUSTER NODES', config.expected === undefined ? 1 : 6],
    ] as const) {
      for (let at = 0; at < lines; at += 1) {
        const reading = await collect(config, (address, command) => {
          const answer = right(address, command);
          return command === wrong ? changed(answer, at, () => []) : answer;
        });
        expect(`${wrong} ${at}: ${reading.status}`).not.toContain('ok');
      }
    }
  }
});

const changed = (answer: unknown, at: number, change: (line: string) => string[]): string =>
  String(answer)
    .split('\n')
    .flatMap((line, index) => (index === at ? change(line) : [line]))
    .join('\n');
