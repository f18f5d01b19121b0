import fc from 'fast-check';
import {
  described,
  difference,
  type Json,
  type Settings,
} from '../../../services/tasks/src/configure-postgres/difference';

const isMap = (value: Json | undefined): value is Settings =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** What Patroni does with a patch: null takes a key away, maps are merged, the rest is replaced. */
function patched(settings: Settings, patch: Settings): Settings {
  const result: Record<string, Json> = { ...settings };
  for (const [key, value] of Object.entries(patch)) {
    const there = Object.hasOwn(result, key) ? result[key] : undefined;
    result[key] = isMap(value) ? patched(isMap(there) ? there : {}, value) : value;
  }
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== null));
}

const key = fc.constantFrom('ttl', 'pause', 'postgresql', 'parameters', 'use_slots', 'constructor');
const value = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.boolean(), fc.constantFrom('on', '128MB'));
const settings = fc.letrec<{ node: Settings }>((tie) => ({
  node: fc.dictionary(key, fc.oneof({ depthSize: 'small' }, value, tie('node'))),
})).node;
const parameters = fc.dictionary(fc.constantFrom('work_mem', 'max_connections', 'jit'), value);
const cluster = fc
  .tuple(settings, parameters)
  .map(([rest, own]): Settings => ({ ...rest, postgresql: { use_slots: true, parameters: own } }));

test('the patch makes what runs into what is wanted, and then there is nothing left to do', () => {
  fc.assert(
    fc.property(cluster, cluster, (running, wanted) => {
      const after = patched(running, difference(running, wanted));
      expect(difference(after, wanted)).toEqual({});
      expect(after).toMatchObject({ postgresql: { parameters: (wanted['postgresql'] as Settings)['parameters'] } });
    }),
  );
});
test('a cluster that runs as wanted gets no patch', () => {
  fc.assert(
    fc.property(cluster, (wanted) => {
      expect(difference(wanted, wanted)).toEqual({});
    }),
  );
});

test('what others have set is left alone', () => {
  expect(difference({ pause: true, slots: { theirs: {} }, ttl: 20 }, { ttl: 30 })).toEqual({ ttl: 30 });
});
test('a parameter that is no longer wanted goes back to its default', () => {
  const running = { postgresql: { parameters: { work_mem: '4MB', jit: 'off' }, use_slots: true } };
  expect(difference(running, { postgresql: { parameters: { work_mem: '4MB' } } })).toEqual({
    postgresql: { parameters: { jit: null } },
  });
});
test('a number and its text are the same, and so is a truth as Python writes it', () => {
  const running = { postgresql: { parameters: { max_connections: 100, a: 'True' } } };
  expect(difference(running, { postgresql: { parameters: { max_connections: '100', a: true } } })).toEqual({});
});
test('it is told in words', () => {
  const running = { ttl: 20, postgresql: { parameters: { jit: 'off' } } };
  const patch = { ttl: 30, postgresql: { parameters: { jit: null, work_mem: '8MB' } } };
  expect(described(running, patch)).toEqual([
    'ttl: 20 -> 30',
    'postgresql.parameters.jit: "off" -> default',
    'postgresql.parameters.work_mem: default -> "8MB"',
  ]);
});
