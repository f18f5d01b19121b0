import type { Node, Reply } from '../../../services/redis-agent/src/connection';
import { Elections } from '../../../services/redis-agent/src/elections';

/** A node as far as elections go. */
class FakeNode implements Node {
  role: 'master' | 'slave' = 'slave';
  uptime = 1000;
  call(...words: readonly (string | number)[]): Promise<Reply> {
    const command = words.join(' ');
    if (command === 'INFO replication') return Promise.resolve(`role:${this.role}`);
    if (command === 'INFO server') return Promise.resolve(`uptime_in_seconds:${this.uptime}`);
    return Promise.resolve(['cluster-node-timeout', '4000']);
  }
  all(commands: readonly (readonly (string | number)[])[]): Promise<readonly Reply[]> {
    return Promise.all(commands.map((command) => this.call(...command)));
  }
}

function world(flavour: 'redis' | 'valkey' = 'redis') {
  const clock = { now: 1_000_000 };
  const node = new FakeNode();
  const elections = new Elections(flavour, () => clock.now);
  const after = async (ms: number) => {
    clock.now += ms;
    await elections.look(node);
    return elections.possibleInMs;
  };
  return { node, after };
}

describe('the next election of a node', () => {
  test('is possible four node timeouts after the last one', async () => {
    const { node, after } = world();
    expect(await after(20_000)).toBe(0);
    node.role = 'master';
    expect(await after(0)).toBe(16_000);
    node.role = 'slave';
    expect(await after(10_000)).toBe(6000);
    expect(await after(6000)).toBe(0);
  });

  test('is not known of before for one that ran before anybody looked', async () => {
    const { after } = world();
    expect(await after(1000)).toBe(15_000);
    expect(await after(15_000)).toBe(0);
  });

  test('is possible at once for one that has just started', async () => {
    const { node, after } = world();
    node.role = 'master';
    await after(20_000);
    node.role = 'slave';
    node.uptime = 1;
    expect(await after(5000)).toBe(0);
  });

  test('is always possible for Valkey', async () => {
    const { node, after } = world('valkey');
    await after(0);
    node.role = 'master';
    expect(await after(1000)).toBe(0);
  });
});
