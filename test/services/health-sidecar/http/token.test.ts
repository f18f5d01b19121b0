import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATHS } from '@scaleout/health-contract';
import { TokenFile } from '../../../../services/health-sidecar/src/http';
import { OVERLAP_MS, TokenGate } from '../../../../services/health-sidecar/src/http/token-gate';
import { BEARER, serveHealth, TOKEN } from './serve';

const closedPaths = [PATHS.deep, PATHS.replication, PATHS.info];

describe('what the token opens', () => {
  test.each(closedPaths)('%s is a 401 without it, and tells how to bring it', async (path) => {
    const { ask } = await serveHealth();
    const { status, headers, json } = await ask(path);
    expect(status).toBe(401);
    expect(json).toMatchObject({ code: 'TOKEN_NEEDED' });
    expect(headers['www-authenticate']).toBe('Bearer realm="health"');
  });

  test.each([
    ['a wrong one', 'Bearer wrong'],
    ['one letter less', `Bearer ${TOKEN.slice(0, -1)}`],
    ['one letter more', `Bearer ${TOKEN}x`],
    ['other letters', `Bearer ${TOKEN.toUpperCase()}`],
  ])('%s is a 401, and is counted', async (_name, authorization) => {
    const { ask } = await serveHealth();
    const { status, headers, json } = await ask(PATHS.deep, { authorization });
    expect(status).toBe(401);
    expect(json).toMatchObject({ code: 'TOKEN_NOT_ACCEPTED' });
    expect(headers['www-authenticate']).toContain('invalid_token');
    expect((await ask(PATHS.metrics)).body).toContain('my_shop_sidecar_http_refused_total{reason="token"} 1\n');
  });

  test.each([
    ['another scheme', `Basic ${TOKEN}`],
    ['no scheme', TOKEN],
    ['nothing behind the scheme', 'Bearer '],
    ['more than one', `Bearer ${TOKEN} ${TOKEN}`],
  ])('%s counts as none', async (_name, authorization) => {
    const { ask } = await serveHealth();
    expect(await ask(PATHS.deep, { authorization })).toMatchObject({ status: 401, json: { code: 'TOKEN_NEEDED' } });
  });

  test('the word before it may be written in any way', async () => {
    const { ask } = await serveHealth();
    expect((await ask(PATHS.deep, { authorization: `bEARER  ${TOKEN}` })).status).toBe(200);
  });

  test.each(closedPaths)('%s is closed while no token is configured, and says so', async (path) => {
    const { ask } = await serveHealth({ token: undefined });
    expect(await ask(path, BEARER)).toMatchObject({ status: 403, json: { code: 'TOKEN_NOT_CONFIGURED' } });
    expect(await ask(path, { authorization: 'Bearer undefined' })).toMatchObject({ status: 403 });
  });

  test('a token never comes back in an answer or in the log', async () => {
    const { ask, logged } = await serveHealth();
    const answers = await Promise.all(
      Object.values(PATHS).map((path) => ask(path, { authorization: 'Bearer hunter2', 'x-request-id': 'hunter 2' })),
    );
    expect(JSON.stringify(answers) + logged.join('')).not.toContain('hunter2');
    const trusted = await Promise.all(Object.values(PATHS).map((path) => ask(path, BEARER)));
    expect(JSON.stringify(trusted) + logged.join('')).not.toContain(TOKEN);
  });
});

describe('a token that is replaced', () => {
  const gateOf = (token: string | undefined) => {
    const world = { token, ms: 0 };
    const gate = new TokenGate(
      () => world.token,
      () => world.ms,
    );
    gate.look();
    return {
      world,
      verdict: (given: string) => gate.check(`Bearer ${given}`),
      look: () => {
        gate.look();
      },
    };
  };

  test('is good for a while beside the new one, and then no longer', () => {
    const { world, verdict } = gateOf('old');
    world.token = 'new';
    expect([verdict('new'), verdict('old')]).toEqual(['good', 'good']);
    world.ms = OVERLAP_MS - 1;
    expect(verdict('old')).toBe('good');
    world.ms = OVERLAP_MS;
    expect([verdict('new'), verdict('old')]).toEqual(['good', 'wrong']);
  });

  test('is not good for longer because nobody has asked since', () => {
    const { world, verdict, look } = gateOf('old');
    world.token = 'new';
    look();
    world.ms = OVERLAP_MS + 1;
    expect(verdict('old')).toBe('wrong');
  });

  test('twice is good no longer', () => {
    const { world, verdict } = gateOf('oldest');
    world.token = 'old';
    verdict('x');
    world.token = 'new';
    expect([verdict('oldest'), verdict('old'), verdict('new')]).toEqual(['wrong', 'good', 'good']);
  });

  test('by none is good no longer at once', () => {
    const { world, verdict } = gateOf('old');
    world.token = undefined;
    expect(verdict('old')).toBe('closed');
    world.token = 'new';
    expect(verdict('old')).toBe('wrong');
  });
});

describe('the file of the token', () => {
  let folder: string;
  let file: TokenFile;
  const logged: string[] = [];
  const log = {
    warn: (_of: unknown, text: string) => void logged.push(text),
    info: () => undefined,
    error: () => undefined,
  };

  /** As the kubelet does it: a folder beside the old one, and one link that is swapped. */
  const write = (text: string, version: string) => {
    mkdirSync(join(folder, version));
    writeFileSync(join(folder, version, 'token'), text);
    symlinkSync(version, join(folder, '..next'));
    renameSync(join(folder, '..next'), join(folder, '..data'));
  };
  const until = async (holds: () => boolean) => {
    while (!holds()) await sleep(5);
  };

  beforeEach(() => {
    logged.length = 0;
    folder = mkdtempSync(join(tmpdir(), 'token-'));
    write('first\n', 'v1');
    symlinkSync('..data/token', join(folder, 'token'));
    file = new TokenFile(join(folder, 'token'), log as never, 10);
  });
  afterEach(() => {
    file.close();
    rmSync(folder, { recursive: true });
  });

  test('is read at the start, without the end of its line, and again when it is replaced', async () => {
    await file.start();
    expect(file.token()).toBe('first');
    write('second', 'v2');
    await until(() => file.token() === 'second');
  });

  test.each([
    ['empty', ''],
    ['two lines', 'a\nb'],
    ['too long', 'x'.repeat(5000)],
    ['no text', '\u0000\u0001'],
  ])('that is %s is no token, and the log says so once and not what is in it', async (_name, text) => {
    await file.start();
    write(text, 'v2');
    await until(() => file.token() === undefined && logged.length > 0);
    expect(logged).toEqual(['the file of the token holds no token: one line of printable ASCII without spaces']);
  });

  test('that is away closes what needs it', async () => {
    await file.start();
    rmSync(join(folder, '..data'));
    await until(() => file.token() === undefined);
    expect(logged).toEqual(['the file of the token cannot be read (ENOENT)']);
  });
});
