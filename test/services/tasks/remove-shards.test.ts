import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deadline } from '../../../services/tasks/src/patience';
import { removeShards, StatefulSets } from '../../../services/tasks/src/remove-shards';
import { runTask } from './task';

const COLLECTION = '/apis/apps/v1/namespaces/shop/statefulsets/';

/** As much of an API server as the task needs: StatefulSets that can be deleted. */
class Api {
  readonly there = new Set<string>();
  readonly requests: {
    readonly method?: string;
    readonly name: string;
    readonly body: unknown;
    readonly token?: string;
  }[] = [];
  /** Answers before it works: each is used once. */
  readonly failures: number[] = [];
  private readonly server: Server = createServer((request, response) => {
    let text = '';
    request
      .on('data', (part: Buffer) => (text += String(part)))
      .on('end', () => {
        const name = request.url?.startsWith(COLLECTION) === true ? request.url.slice(COLLECTION.length) : '?';
        const { method, headers } = request;
        this.requests.push({ method, name, body: JSON.parse(text) as unknown, token: headers.authorization });
        const status = this.failures.shift() ?? (this.there.delete(name) ? 200 : 404);
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end('{}');
      });
  });

  async start(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }
  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

let api: Api;
let port: number;
let tokenFile: string;
let lines: unknown[];
const note = (...of: unknown[]) => void lines.push(of);
const log = { info: note, warn: note, error: note };
beforeEach(async () => {
  api = new Api();
  lines = [];
  tokenFile = join(mkdtempSync(join(tmpdir(), 'scaleout-')), 'token');
  writeFileSync(tokenFile, 'secret-token\n');
  port = await api.start();
});
afterEach(() => {
  api.stop();
});

const RANGE = { name: 'shop-redis', from: 3, below: 6 };
const remove = ({ dryRun = false, seconds = 5, range = RANGE } = {}) => {
  const access = {
    url: `http://127.0.0.1:${port}`,
    namespace: 'shop',
    tokenFile,
    deadline: new Deadline(seconds),
    log,
  };
  return removeShards(new StatefulSets(access), range, { dryRun, log });
};

test('shards that are there are removed from the last one down, and it is said which', async () => {
  api.there.add('shop-redis-3').add('shop-redis-4');
  expect(await remove()).toEqual(['shop-redis-4', 'shop-redis-3']);
  expect(api.there.size).toBe(0);
});
test('nothing but the shards of the range is asked for', async () => {
  for (const name of ['shop-redis-2', 'shop-redis-6', 'shop-redis', 'shop-postgres']) api.there.add(name);
  await remove();
  expect(api.requests.map(({ method, name }) => `${method ?? ''} ${name}`)).toEqual([
    'DELETE shop-redis-5',
    'DELETE shop-redis-4',
    'DELETE shop-redis-3',
  ]);
  expect(api.there.size).toBe(4);
});
test('pods go with them, and are not waited for', async () => {
  api.there.add('shop-redis-3');
  await remove();
  expect(api.requests.at(-1)).toMatchObject({
    body: { propagationPolicy: 'Background' },
    token: 'Bearer secret-token',
  });
});
test('where there is none, nothing is removed and nothing is wrong', async () => {
  expect(await remove()).toEqual([]);
});
test('a second run finds nothing to do', async () => {
  api.there.add('shop-redis-3');
  await remove();
  expect(await remove()).toEqual([]);
});
test('a range without numbers asks for nothing', async () => {
  expect(await remove({ range: { ...RANGE, below: 3 } })).toEqual([]);
  expect(api.requests).toEqual([]);
});
test('a dry run asks for nothing, and says what it would', async () => {
  api.there.add('shop-redis-3');
  expect(await remove({ dryRun: true })).toEqual([]);
  expect(api.requests).toEqual([]);
  expect(JSON.stringify(lines)).toContain('shop-redis-3');
});
test('an API server that is away for a moment is waited for', async () => {
  api.there.add('shop-redis-5');
  api.failures.push(503, 429);
  expect(await remove()).toEqual(['shop-redis-5']);
});
test('one that stays away is told when the time is over', async () => {
  api.failures.push(...Array.from({ length: 50 }, () => 503));
  await expect(remove({ seconds: 0.3 })).rejects.toMatchObject({ code: 'SCALE-TASK-001' });
});
test('a right that is missing is told, with what to do', async () => {
  api.failures.push(403);
  await expect(remove()).rejects.toMatchObject({
    code: 'SCALE-TASK-002',
    message: 'the Kubernetes API answered 403 to delete the StatefulSet shop-redis-5',
    remedy: expect.stringContaining('Role') as string,
  });
});
test('the token is never logged', async () => {
  api.failures.push(503);
  await remove();
  expect(JSON.stringify(lines)).not.toContain('secret-token');
});

describe('as a Job', () => {
  const run = (...args: string[]) =>
    runTask(['remove-shards', ...args], {
      ...{ NAMESPACE: 'shop', KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(port) },
      ...{ KUBERNETES_SCHEME: 'http', TOKEN_FILE: tokenFile, DEADLINE_SECONDS: '5' },
    });
  const given = ['--name', 'shop-redis', '--from', '3', '--below', '16'];
  test('it ends well, and says what it did', async () => {
    api.there.add('shop-redis-15');
    const { code, lines: said } = await run(...given);
    expect([code, said.at(-1)]).toEqual([0, expect.objectContaining({ msg: 'done', removed: ['shop-redis-15'] })]);
    expect(api.requests).toHaveLength(13);
  }, 30_000);
  test('a refusal ends it with a code and a remedy', async () => {
    api.failures.push(403);
    const { code, lines: said } = await run(...given);
    expect([code, said.at(-1)]).toEqual([1, expect.objectContaining({ code: 'SCALE-TASK-002' })]);
  }, 30_000);
  test.each([
    ['no name', given.slice(2)],
    ['a name that is none', ['--name', '../secrets', ...given.slice(2)]],
    ['no first shard', ['--name', 'shop-redis', '--below', '16']],
    ['a number that is none', ['--name', 'shop-redis', '--from', '-1', '--below', '16']],
  ])(
    '%s is wrong use, and nothing is asked for',
    async (_, args) => {
      expect((await run(...args)).code).toBe(2);
      expect(api.requests).toEqual([]);
    },
    30_000,
  );
});
