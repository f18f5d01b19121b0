import { readShakes, readWrk } from '../../../bench/edge/generators';

const WRK = `Running 2s test @ http://127.0.0.1:8080/
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.02ms    2.31ms  40.12ms   95.12%
    Req/Sec    28.21k     3.10k   33.02k    70.00%
  Latency Distribution
     50%  640.00us
     75%    0.88ms
     90%    1.20ms
     99%    1.02s
  56427 requests in 2.00s, 70.11MB read
Requests/sec:  28213.54
Transfer/sec:     35.05MB
`;

describe('what wrk prints', () => {
  test('is read with its units', () => {
    expect(readWrk(WRK)).toEqual({ rate: 28213.54, p50: 0.64, p99: 1020 });
  });

  test.each(['  Socket errors: connect 0, read 3, write 0, timeout 0', '  Non-2xx or 3xx responses: 56427'])(
    'is no figure when something failed: %s',
    (line) => {
      expect(() => readWrk(WRK.replace('Requests/sec', `${line}\nRequests/sec`))).toThrow(line.trim());
    },
  );

  test('is nothing when it is something else', () => {
    expect(() => readWrk('unable to connect')).toThrow('this is not what wrk prints');
  });
});

describe('what openssl s_time prints', () => {
  test('is read: connections, not bytes', () => {
    const text = `Collecting connection statistics for 2 seconds
****
1249 connections in 0.93s; 1343.01 connections/user sec, bytes read 0
1249 connections in 3 real seconds, 0 bytes read per connection
`;
    expect(readShakes(text)).toBe(1249);
  });

  test('is nothing when it is something else', () => {
    expect(() => readShakes('ERROR')).toThrow('this is not what openssl s_time prints');
  });
});
