import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { generate } from 'selfsigned';
import { makeSecrets } from '../../../services/tasks/src/make-secrets';
import {
  dueFor,
  fingerprintOf,
  newCertificate,
  selfSigned,
  VALID_DAYS,
} from '../../../services/tasks/src/make-secrets/certificate';
import { OWN_ANNOTATION } from '../../../services/tasks/src/make-secrets/certificate-secret';
import { Secrets } from '../../../services/tasks/src/make-secrets/kubernetes';
import { parseCertificate } from '../../../services/tasks/src/make-secrets/wanted';
import { Deadline } from '../../../services/tasks/src/patience';
import { FakeSecrets, tokenFile, type Data, type Stored } from './fake-secrets';
import { runTask } from './task';

jest.setTimeout(30_000);

const DAY_MS = 86_400_000;
const HOSTS = ['shop.example.com', '*.shop.example.com', 'shop-edge.prod.svc', '192.0.2.7', '2001:db8::7'];

let api: FakeSecrets;
let url: string;
let lines: unknown[];
let secrets: Secrets;
const log = {
  info: (...of: unknown[]) => void lines.push(of),
  warn: (...of: unknown[]) => void lines.push(of),
  error: (...of: unknown[]) => void lines.push(of),
};
beforeEach(async () => {
  api = new FakeSecrets();
  lines = [];
  url = await api.start();
  secrets = new Secrets({
    ...{ url, namespace: 'shop', tokenFile: tokenFile() },
    ...{ deadline: new Deadline(5), log },
  });
});
afterEach(() => {
  api.stop();
});

const make = (hosts: readonly string[] = HOSTS, dryRun = false) =>
  makeSecrets(secrets, [{ name: 'edge', hosts }], { labels: { 'a/b': 'c' }, dryRun, log });
const stored = (): Stored | undefined => api.secrets.get('edge');
const data = (): Data => stored()?.data ?? {};
const certificate = () => new X509Certificate(data()['tls.crt'] ?? '');

/** Puts a Secret there, such as one that the task made then. */
async function put(change: Partial<Stored> = {}, age = 0, hosts: readonly string[] = HOSTS): Promise<void> {
  const made = await newCertificate('edge', hosts, Date.now() - age * DAY_MS);
  api.secrets.set('edge', {
    data: { 'tls.crt': made.certificate, 'tls.key': made.key },
    version: 7,
    type: 'kubernetes.io/tls',
    metadata: { labels: { theirs: 'kept' }, annotations: { [OWN_ANNOTATION]: fingerprintOf(made.certificate) } },
    ...change,
  });
}

/** What a client that trusts the certificate says of a server that has it. */
async function answerOf(host: string): Promise<string> {
  const server = createServer({ cert: data()['tls.crt'], key: data()['tls.key'] }, (socket) => socket.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // An address is no server name, but the certificate is checked for it all the same.
  const servername = /[:]|^[\d.]+$/.test(host) ? '' : host;
  const client = connect({ port, host: '127.0.0.1', servername, ca: data()['tls.crt'] }, () => undefined);
  try {
    const [answer] = (await once(client, 'data')) as [Buffer];
    return String(answer);
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    client.destroy();
    server.close();
  }
}

describe('a Secret that is not there', () => {
  test('is made, of the type for certificates, with both keys', async () => {
    expect(await make()).toEqual([{ name: 'edge', outcome: 'created', keys: ['tls.crt', 'tls.key'] }]);
    expect(stored()).toMatchObject({
      type: 'kubernetes.io/tls',
      metadata: {
        labels: { 'a/b': 'c' },
        annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false', 'helm.sh/resource-policy': 'keep' },
      },
    });
    expect(Object.keys(data())).toEqual(['tls.crt', 'tls.key']);
  });
  test('is made only once', async () => {
    await make();
    const before = stored();
    api.requests.length = 0;
    expect(await make()).toEqual([{ name: 'edge', outcome: 'untouched', keys: [] }]);
    expect(api.requests).toEqual(['GET']);
    expect(stored()).toEqual(before);
  });
  test('is not made by a dry run', async () => {
    expect(await make(HOSTS, true)).toMatchObject([{ outcome: 'created' }]);
    expect(api.secrets.size).toBe(0);
  });
  test('is left to somebody who makes it at the same moment', async () => {
    const theirs = { data: { 'tls.crt': 'theirs', 'tls.key': 'theirs' }, version: 1, type: 'kubernetes.io/tls' };
    api.rival = () => api.secrets.set('edge', theirs);
    expect(await make()).toMatchObject([{ outcome: 'untouched' }]);
    expect(stored()).toEqual(theirs);
  });
});

describe('the certificate', () => {
  test.each(['shop.example.com', 'api.shop.example.com', 'shop-edge.prod.svc'])(
    'is taken by a TLS client for %s',
    async (host) => {
      await make();
      expect(await answerOf(host)).toBe('hello');
    },
  );
  test('is for addresses as well', async () => {
    await make();
    expect(certificate().checkIP('192.0.2.7')).toBe('192.0.2.7');
    expect(certificate().checkIP('2001:db8::7')).toBeDefined();
  });
  test('is taken for no other host', async () => {
    await make();
    expect(await answerOf('other.example.com')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });
  test('has a key on the curve P-256, its own', async () => {
    await make();
    const key = createPrivateKey(data()['tls.key'] ?? '');
    expect(key.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(certificate().checkPrivateKey(key)).toBe(true);
  });
  test('is for servers, signs itself, and can sign no other', async () => {
    await make();
    const made = certificate();
    expect(selfSigned(Buffer.from(data()['tls.crt'] ?? ''))).toBeDefined();
    expect({ ca: made.ca, keyUsage: made.keyUsage, subject: made.subject }).toEqual({
      ca: false,
      keyUsage: ['1.3.6.1.5.5.7.3.1'],
      subject: 'CN=edge',
    });
  });
  test('is valid already for clients whose clock is late, and no longer than all of them allow', async () => {
    await make();
    const [from, until] = [Date.parse(certificate().validFrom), Date.parse(certificate().validTo)];
    expect(from).toBeLessThan(Date.now() - 3_000_000);
    expect((until - from) / DAY_MS).toBe(VALID_DAYS);
    expect(VALID_DAYS).toBeLessThan(825);
  });
  test('is another one each time', async () => {
    const [one, two] = await Promise.all([newCertificate('edge', HOSTS), newCertificate('edge', HOSTS)]);
    expect(one.key).not.toBe(two.key);
    expect(new X509Certificate(one.certificate).serialNumber).not.toBe(
      new X509Certificate(two.certificate).serialNumber,
    );
  });
  test('can be for a Secret with the longest of names', async () => {
    const { certificate: pem } = await newCertificate('e'.repeat(253), [
      `${'h'.repeat(63)}.${'i'.repeat(63)}.example.com`,
    ]);
    expect(new X509Certificate(pem).subject).toBe(`CN=${'e'.repeat(64)}`);
  });
});

describe("the task's own certificate", () => {
  test.each([
    [VALID_DAYS * (2 / 3) - 2, 'untouched'],
    [VALID_DAYS * (2 / 3) + 2, 'renewed'],
    [VALID_DAYS + 1, 'renewed'],
  ])('that is %d days old is %s', async (age, outcome) => {
    await put({}, age);
    const before = data();
    expect(await make()).toMatchObject([{ outcome }]);
    expect(data()['tls.key'] === before['tls.key']).toBe(outcome === 'untouched');
    expect(dueFor(certificate(), HOSTS)).toBeUndefined();
    expect(await make()).toMatchObject([{ outcome: 'untouched' }]);
  });
  test('is renewed when it does not name a host, with why in the log', async () => {
    await put({}, 0, ['old.example.com']);
    expect(await make(['old.example.com', 'new.example.com'])).toEqual([
      { name: 'edge', outcome: 'renewed', keys: ['tls.crt', 'tls.key'], why: 'it does not name new.example.com' },
    ]);
    expect(await answerOf('new.example.com')).toBe('hello');
    expect(JSON.stringify(lines)).toContain('it does not name new.example.com');
  });
  test.each(['*.shop.example.com', '2001:db8::7', '192.0.2.8'])('names %s or not, in all forms of it', async (host) => {
    const { certificate: pem } = await newCertificate('edge', [host]);
    const made = new X509Certificate(pem);
    expect(dueFor(made, [host])).toBeUndefined();
    expect(dueFor(made, ['shop.example.com'])).toBe('it does not name shop.example.com');
    expect(dueFor(made, ['192.0.2.9'])).toBe('it does not name 192.0.2.9');
  });
  test('stays when a host is not wanted any more', async () => {
    await put();
    expect(await make(HOSTS.slice(0, 1))).toMatchObject([{ outcome: 'untouched' }]);
  });
  test('leaves what else is there when it is renewed', async () => {
    await put({}, VALID_DAYS);
    await make();
    expect(stored()?.metadata).toEqual({
      labels: { theirs: 'kept' },
      annotations: { [OWN_ANNOTATION]: certificate().fingerprint256 },
    });
  });
  test('is only said to be due by a dry run', async () => {
    await put({}, VALID_DAYS);
    const before = stored();
    expect(await make(HOSTS, true)).toMatchObject([{ outcome: 'renewed' }]);
    expect(stored()).toEqual(before);
  });
  test('that somebody replaces while it is renewed is theirs', async () => {
    await put({}, VALID_DAYS);
    const theirs = { ...(stored() as Stored), data: { 'tls.crt': 'theirs', 'tls.key': 'theirs' }, version: 8 };
    api.rival = () => api.secrets.set('edge', theirs);
    expect(await make()).toMatchObject([{ outcome: 'untouched' }]);
    expect(stored()).toEqual(theirs);
  });
});

describe("somebody else's certificate is never touched", () => {
  const untouched = async () => {
    const before = stored();
    expect(await make(['other.example.com'])).toMatchObject([{ outcome: 'untouched' }]);
    expect(stored()).toEqual(before);
    expect(api.requests).not.toContain('PATCH');
  };
  test('though it is self-signed and has ended', async () => {
    await put({ metadata: {} }, VALID_DAYS + 1);
    await untouched();
  });
  test("though it lies in a Secret that was the task's", async () => {
    const theirs = await generate([{ name: 'commonName', value: 'shop' }], { keyType: 'ec' });
    await put({ data: { 'tls.crt': theirs.cert, 'tls.key': theirs.private } });
    await untouched();
  });
  test("though it claims to be the task's, when another authority signed it", async () => {
    const ca = await generate([{ name: 'commonName', value: 'authority' }], { keyType: 'ec' });
    const theirs = await generate([{ name: 'commonName', value: 'shop' }], {
      keyType: 'ec',
      ca: { key: ca.private, cert: ca.cert },
    });
    await put({
      data: { 'tls.crt': theirs.cert, 'tls.key': theirs.private },
      metadata: { annotations: { [OWN_ANNOTATION]: fingerprintOf(theirs.cert) } },
    });
    await untouched();
  });
  test('nor what is no certificate at all', async () => {
    await put({ data: { 'tls.crt': 'theirs', 'tls.key': 'theirs' } });
    await untouched();
  });
  test('nor a pair in a Secret of any other type', async () => {
    await put({ type: 'Opaque', metadata: {} }, VALID_DAYS + 1);
    await untouched();
  });
});

describe('a Secret without a pair', () => {
  test.each<[string, Partial<Stored>, string]>([
    ['of another type', { type: 'Opaque', data: { password: 'theirs' } }, 'is of the type Opaque'],
    ['of no type', { type: undefined, data: {} }, 'is of the type Opaque'],
    ['with a certificate alone', { data: { 'tls.crt': 'theirs', 'tls.key': '' } }, 'has no tls.key'],
    ['with a key alone', { data: { 'tls.key': 'theirs' } }, 'has no tls.crt'],
  ])('%s is refused, and nothing added to it', async (_, change, message) => {
    await put(change);
    const before = stored();
    await expect(make()).rejects.toMatchObject({
      code: 'SCALE-TASK-006',
      message: expect.stringContaining(message) as string,
      remedy: expect.stringContaining('name a Secret of your own') as string,
    });
    expect(stored()).toEqual(before);
  });
  test('is filled, when it was made for one', async () => {
    await put({ data: { 'tls.crt': '', 'tls.key': '' }, metadata: {} });
    expect(await make()).toMatchObject([{ outcome: 'completed', keys: ['tls.crt', 'tls.key'] }]);
    expect(await answerOf('shop.example.com')).toBe('hello');
  });
});

test('no key is ever logged, nor told of', async () => {
  const created = await make();
  await put({}, VALID_DAYS);
  const told = JSON.stringify([created, await make(), lines]);
  expect(told).toContain('renewed');
  expect(told).not.toMatch(/PRIVATE KEY|BEGIN/);
  for (const line of (data()['tls.key'] ?? '').split('\n').slice(1, -2)) expect(told).not.toContain(line);
});

describe('as a process', () => {
  const run = (...args: string[]) =>
    runTask(['make-secrets', ...args], {
      ...{ NAMESPACE: 'shop', KUBERNETES_SCHEME: 'http', TOKEN_FILE: tokenFile(), DEADLINE_SECONDS: '5' },
      ...{ KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: new URL(url).port },
    });
  test('passwords and certificates are made in one go', async () => {
    const {
      code,
      output,
      lines: told,
    } = await run(...['--secret=db:app', '--certificate=edge:shop.example.com,shop-edge', '--certificate=other:a']);
    expect(code).toBe(0);
    expect([...api.secrets.keys()]).toEqual(['db', 'edge', 'other']);
    expect(certificate().subjectAltName).toBe('DNS:shop.example.com, DNS:shop-edge');
    expect(told.at(-1)).toMatchObject({ secrets: 3, changed: 3, msg: 'done' });
    expect(output).not.toContain('PRIVATE KEY');
  });
  test('one that does not fit is told with its code', async () => {
    await put({ type: 'Opaque', data: {} });
    const { code, lines: told } = await run('--certificate=edge:shop.example.com');
    expect(code).toBe(1);
    expect(told.at(-1)).toMatchObject({ code: 'SCALE-TASK-006', level: 'error' });
  });
  test('one without hosts is wrong use', async () => {
    expect((await run('--certificate=edge:')).code).toBe(2);
  });
});

test.each<[string, readonly string[]]>([
  ['edge:shop.example.com', ['shop.example.com']],
  ['edge:*.example.com,a,a', ['*.example.com', 'a']],
  ['edge:Shop.Example.COM', ['shop.example.com']],
  ['my.edge-1:192.0.2.7,2001:db8::7,::1', ['192.0.2.7', '2001:db8::7', '::1']],
  ['edge:xn--bcher-kva.example', ['xn--bcher-kva.example']],
])('%s is a Secret and its hosts', (text, hosts) => {
  expect(parseCertificate(text)).toEqual({ name: text.split(':')[0], hosts });
});
test.each([
  ...['edge', 'edge:', ':a', 'Edge:a', 'edge:a,', 'edge:,a', 'edge:a b', 'edge:a_b', 'edge:_', 'edge:-a', 'edge:a.'],
  ...['edge:a..b', 'edge:*', 'edge:a.*.b', 'edge:a:8443', 'edge:bücher.example', `edge:${'a'.repeat(64)}`, '../x:a'],
  `edge:${'a.'.repeat(127)}`,
])('%s is none', (text) => {
  expect(parseCertificate(text)).toBeUndefined();
});
