import { burn } from '../../../services/demo-api/src/burn';
import { version } from '../../../services/demo-api/package.json';
import { demoApi } from '../../../services/demo-api/src/service';
import { serve } from '../in-process';

const api = (env: NodeJS.ProcessEnv = {}) => serve(demoApi, { LOG_LEVEL: 'silent', HOSTNAME: 'api-1', ...env });

test.each(['/', '/api/v1/hello'])('%s says which pod answered, and is not cached', async (path) => {
  const { ask } = await api({ APP_VERSION: '9.9.9' });
  const answer = await ask(path, { headers: { 'x-request-id': 'r-1' } });
  expect(answer.headers['cache-control']).toBe('no-store');
  const body = answer.json;
  expect(body).toEqual({ service: 'demo-api', version: '9.9.9', pod: 'api-1', time: body['time'], requestId: 'r-1' });
  expect(new Date(String(body['time'])).toISOString()).toBe(body['time']);
});

test('without APP_VERSION the version is that of the package', async () => {
  const { ask } = await api();
  expect((await ask('/')).json).toMatchObject({ version });
});

test('it listens on port 8000 unless told otherwise', () => {
  expect(demoApi.port).toBe(8000);
});

test('work takes the time that was asked for, at least', async () => {
  const { ask } = await api();
  const { json } = await ask('/api/v1/work?ms=20');
  expect(json['askedMs']).toBe(20);
  expect(json['workedMs']).toBeGreaterThanOrEqual(20);
});

test.each(['0', '1001', '-5', '1e3', 'abc', '', '50&ms=60', '99999'])(
  'work?ms=%s is a coded 400 that names the rule',
  async (ms) => {
    const { ask } = await api();
    const answer = await ask(`/api/v1/work?ms=${ms}`);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({
      code: 'INVALID_PARAMETER',
      message: expect.stringContaining('must be a whole number from 1 to 1000') as unknown,
    });
  },
);

test('work lets probes through while it goes on', async () => {
  const { ask } = await api();
  const order: string[] = [];
  const work = ask('/api/v1/work?ms=500').then(() => order.push('work'));
  const probe = ask('/health/live').then(() => order.push('probe'));
  await Promise.all([work, probe]);
  expect(order).toEqual(['probe', 'work']);
});

test('work ends when its client is gone', async () => {
  const gone = new AbortController();
  const work = burn(60_000, gone.signal);
  gone.abort();
  expect(await work).toBeLessThan(60_000);
});
