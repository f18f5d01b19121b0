import { parseNodes } from '@scaleout/redis-nodes';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const parse = (line: string) => parseNodes(`${line}\n`)[0];

describe('a line of CLUSTER NODES', () => {
  test('is a master with its slots and those on their way', () => {
    const line = `${A} 10.0.0.1:6379@16379,shop-redis-0-0.pods.ns.svc myself,master - 0 0 3 connected 0-5460 7000 [77->-${B}] [78-<-${B}]`;
    expect(parse(line)).toEqual({
      ...{ id: A, ip: '10.0.0.1', port: 6379, hostname: 'shop-redis-0-0.pods.ns.svc', myself: true, role: 'master' },
      ...{ failing: 'no', handshake: false, noAddress: false, masterId: undefined, configEpoch: 3, connected: true },
      slots: [
        [0, 5460],
        [7000, 7000],
      ],
      migrating: [{ slot: 77, to: B }],
      importing: [{ slot: 78, from: B }],
    });
  });

  test('is a replica that fails, and whose link is down', () => {
    const line = `${A} 10.0.0.1:6379@16379,host slave,fail ${B} 1700000000000 0 3 disconnected`;
    expect(parse(line)).toMatchObject({ role: 'replica', failing: 'fail', masterId: B, connected: false });
    expect(parse(line.replace('fail', 'fail?'))).toMatchObject({ failing: 'suspected' });
  });

  test('may lack an address and a name, and may have more than a name', () => {
    expect(parse(`${A} :0@0 master,noaddr - 0 0 0 disconnected`)).toMatchObject({
      ...{ ip: '', hostname: '', noAddress: true },
    });
    const more = `${A} 10.0.0.1:6379@16379,host,shard-id=${B},tls-port=0 master - 0 0 1 connected`;
    expect(parse(more)).toMatchObject({ ip: '10.0.0.1', hostname: 'host' });
    expect(parse(`${A} 10.0.0.1:6379@16379, master - 0 0 1 connected`)).toMatchObject({ hostname: '' });
    expect(parse(`${A} fd00::7:6379@16379,host master - 0 0 1 connected`)).toMatchObject({ ip: 'fd00::7', port: 6379 });
  });

  test('is nothing when it names no node', () => {
    expect(parseNodes('vars currentEpoch 7 lastVoteEpoch 0\n\nnonsense')).toEqual([]);
  });
});
