import { NAME_SERVERS, NETWORK, RANGE } from '../../../constructs/values/addresses';

const V6 = ['::', '::1', 'fd00::', 'fe80::1:2', '2001:db8:0:1:2:3:4:5', '1::2:3:4:5:6'];

test.each(['10.0.0.0/8', '0.0.0.0/0', '192.168.1.255/32', ...V6.map((address) => `${address}/64`), '::/0', '::1/128'])(
  '%s is a network',
  (text) => {
    expect(RANGE.test(text)).toBe(true);
    expect(NETWORK.test(text)).toBe(true);
  },
);

test.each(['10.1.2.3', '255.255.255.255', ...V6])('%s is an address, and no network of its own', (text) => {
  expect(RANGE.test(text)).toBe(false);
  expect(NETWORK.test(text)).toBe(true);
});

test.each([
  ...['10.0.0', '10.0.0.256', '1.2.3.4.5', '10.0.0.0/33', '10.0.0.0/', '::1/129', ':', ':::', '1::2::3', '12345::'],
  ...['1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::', 'g::', 'name', 'unix:', 'a:b', '10.0.0.1;', ''],
])("'%s' is neither", (text) => {
  expect(NETWORK.test(text)).toBe(false);
});

test.each(['', '10.0.0.10', '10.0.0.10:5353', '[fd00::10]', '10.0.0.10 [fd00::10]:53 127.0.0.1:65535'])(
  "'%s' are name servers",
  (text) => {
    expect(NAME_SERVERS.test(text)).toBe(true);
  },
);

test.each(['.', 'name', 'fd00::10', '10.0.0.10:0', '10.0.0.10:65536', '10.0.0.10,10.0.0.11', ' 10.0.0.10'])(
  "'%s' are none",
  (text) => {
    expect(NAME_SERVERS.test(text)).toBe(false);
  },
);
