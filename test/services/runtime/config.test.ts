import {
  commonEnv,
  ConfigError,
  createService,
  defineService,
  optionalHttpUrl,
  readEnv,
  text,
  wholeNumber,
} from '@scaleout/runtime';

const shape = { ...commonEnv({ port: 8000, version: '1.2.3' }), BACKEND_URL: optionalHttpUrl() };

const problemsOf = (env: NodeJS.ProcessEnv, of: Parameters<typeof readEnv>[1] = shape) => {
  try {
    readEnv('test', of, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
};

test('an empty environment gives the defaults', () => {
  expect(readEnv('test', shape, {})).toMatchObject({
    HOST: '0.0.0.0',
    PORT: 8000,
    LOG_LEVEL: 'info',
    APP_VERSION: '1.2.3',
    SHUTDOWN_GRACE_SECONDS: 20,
    KEEP_ALIVE_TIMEOUT_SECONDS: 75,
    BACKEND_URL: undefined,
  });
});

test('a variable that is set but empty counts as not set', () => {
  expect(readEnv('test', shape, { PORT: '', BACKEND_URL: '' })).toMatchObject({ PORT: 8000, BACKEND_URL: undefined });
});

test('variables of others are left alone', () => {
  expect(readEnv('test', shape, { FASTNEXT_BACKEND_PORT: 'tcp://10.96.0.1:8000' })).not.toHaveProperty(
    'FASTNEXT_BACKEND_PORT',
  );
});

test('one error names each wrong variable, its value and its rule', () => {
  expect(problemsOf({ PORT: '70000', LOG_LEVEL: 'loud', BACKEND_URL: 'ftp://files' }).message).toBe(
    [
      'test cannot start, its configuration is not usable:',
      '  PORT ("70000") must be a whole number from 0 to 65535',
      '  LOG_LEVEL ("loud") must be one of fatal, error, warn, info, debug, trace, silent',
      '  BACKEND_URL ("ftp://files") must be an http:// or https:// address without user name and password',
    ].join('\n'),
  );
});

test.each(['', '-1', '8e3', '0x50', ' 80', '80.5', '99999999999999999999'])('%j is no port', (PORT) => {
  if (PORT === '') expect(readEnv('test', shape, { PORT }).PORT).toBe(8000);
  else expect(problemsOf({ PORT }).problems).toHaveLength(1);
});

test('secrets do not appear in errors', () => {
  const secret = { API_TOKEN: wholeNumber({ min: 1, max: 2, fallback: 1 }), BACKEND_URL: optionalHttpUrl() };
  const { message } = problemsOf({ API_TOKEN: 'hunter2', BACKEND_URL: 'http://user:hunter2@backend' }, secret);
  expect(message).toContain('API_TOKEN (value hidden)');
  expect(message).not.toContain('hunter2');
});

test('a long value is cut', () => {
  const { message } = problemsOf({ NAME: 'x'.repeat(5000) }, { NAME: text({ fallback: 'a' }) });
  expect(message.length).toBeLessThan(300);
});

test('the delay before closing has to fit into the time for the whole stop', async () => {
  const service = defineService({ name: 'test', version: '1', port: 0, env: {}, register: () => undefined });
  await expect(createService(service, { SHUTDOWN_DELAY_SECONDS: '20' })).rejects.toThrow(
    'SHUTDOWN_DELAY_SECONDS (20) must be less than SHUTDOWN_GRACE_SECONDS (20)',
  );
});
