import { changedEntries, surface, withoutNote, writtenSurface } from '../../tools/public-api';

const before = { 'value a': 'int', 'value b': 'string', 'selector Deployment x': '{}' };

test('what changes or goes is noticed, and what is added is not', () => {
  expect(changedEntries(before, { 'value a': 'string', 'value b': 'string', 'value c': 'int' })).toEqual([
    'value a',
    'selector Deployment x',
  ]);
  expect(changedEntries(before, { ...before, 'value c': 'int' })).toEqual([]);
});

test('a change needs a note that names it, and nothing like it', () => {
  const notes = 'The key `value a` is called `value c` now.';
  expect(withoutNote(['value a', 'value b', 'value'], notes)).toEqual(['value b', 'value']);
});

test('nothing public of the stack has changed since it was last written', () => {
  const remedy = 'name it in docs/migrations.md, and run npm run docs';
  expect({ remedy, changed: changedEntries(writtenSurface(), surface()) }).toEqual({ remedy, changed: [] });
});

test.each([
  'selector Deployment fastnext-backend',
  'selector Deployment fastnext-api-canary',
  'selector StatefulSet fastnext-postgres',
  'claim StatefulSet fastnext-redis-0 data',
  'service fastnext-edge https',
  'secret fastnext-postgres app-password',
  'secret fastnext-tls tls.crt',
  'value backend.image.tag',
  'metric replication_lag_seconds',
])('%s is public', (name) => {
  expect(Object.keys(writtenSurface())).toContain(name);
});
