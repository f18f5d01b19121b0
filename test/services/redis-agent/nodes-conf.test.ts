import fc from 'fast-check';
import { hostnamesIn, identityIn, rewrite } from '../../../services/redis-agent/src/nodes-conf';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const TEXT = [
  `${A} 10.0.0.1:6379@16379,one.pods.ns.svc,shard-id=${A} myself,master - 0 0 1 connected 0-5460 [77->-${B}]`,
  `${B} 10.0.0.2:6379@16379,two.pods.ns.svc slave ${A} 0 1700 1 connected`,
  'vars currentEpoch 7 lastVoteEpoch 0',
  '',
].join('\n');

describe('nodes.conf', () => {
  test('names its nodes', () => {
    expect(hostnamesIn(TEXT)).toEqual(['one.pods.ns.svc', 'two.pods.ns.svc']);
  });

  test('gets the addresses of now, and nothing else changes', () => {
    const known = new Map([
      ['one.pods.ns.svc', { id: A, address: '10.9.9.1' }],
      ['two.pods.ns.svc', { id: B, address: '10.9.9.2' }],
    ]);
    expect(rewrite(TEXT, known)).toBe(TEXT.replace('10.0.0.1', '10.9.9.1').replace('10.0.0.2', '10.9.9.2'));
  });

  test('keeps the address of a node whose name leads nowhere', () => {
    expect(rewrite(TEXT, new Map([['one.pods.ns.svc', { id: A, address: '10.9.9.1' }]]))).toContain(
      `${B} 10.0.0.2:6379`,
    );
  });

  test('keeps the address of a node when another one has its name now', () => {
    expect(rewrite(TEXT, new Map([['two.pods.ns.svc', { id: 'c'.repeat(40), address: '10.9.9.2' }]]))).toBe(TEXT);
  });

  test('says whose it is', () => {
    expect(identityIn(TEXT)).toBe(A);
    expect(identityIn('')).toBeUndefined();
  });

  test('is left as it is by whatever it may hold, when no name is known', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...TEXT.split('\n')))), (lines) => {
        const text = lines.join('\n');
        expect(rewrite(text, new Map())).toBe(text);
      }),
    );
  });

  test('can be rewritten again with the same result', () => {
    const known = new Map([['two.pods.ns.svc', { id: B, address: 'fd00::7' }]]);
    const once = rewrite(TEXT, known);
    expect(once).toContain(`${B} fd00::7:6379@16379,two`);
    expect(rewrite(once, known)).toBe(once);
  });
});
