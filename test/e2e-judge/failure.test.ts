import { isFarewell, isUnknown, kindOf, NotConnected, NotReplicated } from '../e2e/postgres/load/failure';

/** As the driver throws what the server says. */
const told = (code: string, message = 'said so') => Object.assign(new Error(message), { code });

test.each<[string, Error]>([
  ['a connection that never was', new NotConnected(told('ECONNREFUSED'))],
  ['one that was refused while the server shuts down', new NotConnected(told('57P03'))],
  ['a read-only server', told('25006')],
  ['a full disk', told('53100')],
  ['too many connections', told('53300')],
  ['a wrong password', told('28P01')],
  ['no right to write', told('42501')],
  ['no such table', told('42P01')],
  ['no such database', told('3D000')],
  ['a row that is there already', told('23505')],
  ['a value out of range', told('22003')],
])('%s has certainly written nothing', (_, error) => {
  expect(isUnknown(error)).toBe(false);
});

test.each<[string, Error]>([
  ['no answer in time', new Error('Query read timeout')],
  ['a closed connection', new Error('Connection terminated unexpectedly')],
  ['a reset', told('ECONNRESET')],
  ['a server that shuts down', told('57P01')],
  ['a server that crashes', told('57P02')],
  ['a statement that is cancelled, perhaps while it waits for a replica', told('57014')],
  ['a lost connection, as the pooler says it', told('08006')],
  ['a commit whose outcome is not known', told('40003')],
  ['a disk that fails', told('58030')],
  ['an error of the server itself', told('XX000')],
  ['a row that no replica is known to have', new NotReplicated('committed, but replicated nowhere')],
  ['what nobody has foreseen', new Error('?')],
])('after %s the row may be there', (_, error) => {
  expect(isUnknown(error)).toBe(true);
});

test.each<[string, Error, string]>([
  ['what the server says', told('57P01', 'terminating connection'), '57P01 terminating connection'],
  ['what the network says', told('ECONNRESET', 'read ECONNRESET'), 'ECONNRESET'],
  ['a connection that never was', new NotConnected(told('ECONNREFUSED')), 'connect: ECONNREFUSED'],
  ['one that took too long', new NotConnected(new Error('timeout expired')), 'connect: timeout'],
  ['an answer that did not come', new Error('Query read timeout'), 'no answer in time'],
  ['a connection that ended', new Error('Connection terminated unexpectedly'), 'closed'],
  ['a connection that ended for its age', new Error('Connection terminated due to connection timeout'), 'timeout'],
  ['anything else', new Error('out of luck'), 'out of luck'],
])('%s is told in a few words', (_, error, kind) => {
  expect(kindOf(error)).toBe(kind);
});

test('however much a server says, only the beginning is kept', () => {
  expect(kindOf(told('XX000', 'x'.repeat(500)))).toBe(`XX000 ${'x'.repeat(60)}`);
  expect(kindOf(new Error('y'.repeat(500)))).toBe('y'.repeat(60));
});

test('a pooler that leaves has certainly done nothing of what it did not read', () => {
  expect(isFarewell(told('08P01', 'client_idle_timeout'))).toBe(true);
});
test.each([
  told('08P01', 'server conn crashed?'),
  told('57P01', 'client_idle_timeout'),
  new Error('client_idle_timeout'),
])('anything else is not asked for again', (error) => {
  expect(isFarewell(error)).toBe(false);
});
