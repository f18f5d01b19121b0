import { kindOf } from '../../e2e/redis/load/failure';
import { countSteps } from '../../e2e/redis/load/agents';

test.each<[string, unknown, string]>([
  ['what the network says', Object.assign(new Error('oops'), { code: 'ECONNRESET' }), 'ECONNRESET'],
  ['a command that took too long', new Error('Command timed out'), 'Command timed out'],
  [
    'an address that was refused',
    Object.assign(new Error('connect ECONNREFUSED 10.244.1.7:6379'), { code: 'ECONNREFUSED' }),
    'connect ECONNREFUSED ADDRESS',
  ],
  [
    'too many redirections, with the last of them',
    new Error('Too many Cluster redirections. Last error: Error: MOVED 77 fastnext-redis-0-1.pods.ns.svc:6379'),
    'Too many Cluster redirections. Last error: Error: MOVED SLOT NODE',
  ],
  ['no error at all', 'gone', 'gone'],
])('%s is told in a few words that are the same each time', (_, error, kind) => {
  expect(kindOf(error)).toBe(kind);
});

test('however much is said, only the beginning is kept', () => {
  expect(kindOf(new Error('x'.repeat(500)))).toBe('x'.repeat(80));
});

test('steps of an agent are the sum of its counters, whatever they were', () => {
  const metrics = [
    '# TYPE redis_agent_steps_total counter',
    'redis_agent_steps_total{step="meet"} 5',
    'redis_agent_steps_total{step="replicate"} 2',
    'redis_agent_settled 1',
  ].join('\n');
  expect(countSteps(metrics)).toBe(7);
  expect(countSteps('redis_agent_settled 1')).toBe(0);
});
