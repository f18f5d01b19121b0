import { plainValues } from '../../../constructs/edge/values';

const values = plainValues();
const withHeader = (name: string) => values.safeParse({ headers: { security: { [name]: 'x' } } }).success;

test.each(['X-Frame-Options', 'Cross-Origin-Embedder-Policy'])('the header %s of all answers may be set', (name) => {
  expect(withHeader(name)).toBe(true);
});

test.each(['Strict-Transport-Security', 'Content-Security-Policy', 'X-Request-ID', 'Retry-After', 'Content-Type'])(
  'the header %s of all answers may not, as it would be there twice',
  (name) => {
    expect(withHeader(name)).toBe(false);
  },
);

test.each(['10.0.0.0/8', '10.1.2.3'])('%s may be in front', (from) => {
  expect(values.safeParse({ realIp: { from: [from] } }).success).toBe(true);
});

test('a load balancer takes networks, and no single addresses', () => {
  expect(values.safeParse({ entry: { sourceRanges: ['10.1.2.3/32'] } }).success).toBe(true);
  expect(values.safeParse({ entry: { sourceRanges: ['10.1.2.3'] } }).success).toBe(false);
});
