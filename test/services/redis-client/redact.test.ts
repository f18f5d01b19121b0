import { redact } from '../../../services/redis-client/src/redact';

const refused = () =>
  Object.assign(new Error('WRONGPASS'), { command: { name: 'hello', args: ['3', 'AUTH', 'hunter2'] } });

test('a login that was refused does not show its password', () => {
  const error = refused();
  expect(redact(error)).toBe(error);
  expect(JSON.stringify(error)).not.toContain('hunter2');
});

test('neither does one that is the reason of another error', () => {
  const error = Object.assign(new Error('Failed to refresh slots cache.'), { lastNodeError: refused() });
  expect(JSON.stringify(redact(error))).not.toContain('hunter2');
});

test('other commands keep their arguments', () => {
  const error = Object.assign(new Error('WRONGTYPE'), { command: { name: 'incr', args: ['visits'] } });
  expect(redact(error).command.args).toEqual(['visits']);
});

test('what is no error is left alone', () => {
  expect(redact('gone')).toBe('gone');
});
