/** The sidecar as a process: what the image runs. */
import { build } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PATHS } from '../../../services/health-contract/src';
import { freePort } from '../redis/addresses';
import { until } from '../redis/cluster';

const TOKEN = 'a-token-of-the-test';
/** The ten lines of docs/sidecar.md. */
const SMTP = `
import { connect } from 'node:net';
export default ({ CollectorError }) => [{
  name: 'smtp',
  scope: 'shared',
  collect: (signal) => new Promise((resolve, reject) => {
    const socket = connect(Number(process.env.SMTP_PORT), '127.0.0.1');
    signal.addEventListener('abort', () => socket.destroy(new Error('late')));
    socket.once('connect', () => { socket.destroy(); resolve({ status: 'ok' }); });
    socket.once('error', () => reject(new CollectorError('the mail server refuses connections')));
  }),
}];`;

let folder: string;
let app: Server;
let port: number;
let child: ChildProcess | undefined;
let said = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sidecar-process-'));
  const entry = resolve(__dirname, '../../../services/health-sidecar/src/main.ts');
  await build({
    ...{ entryPoints: [entry], outfile: join(folder, 'server.js'), bundle: true, platform: 'node', target: 'node20' },
    ...{ external: ['pg-native'], logLevel: 'error' },
  });
  app = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
  await once(app, 'listening');
});
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});
afterAll(() => {
  app.close();
  rmSync(folder, { recursive: true, force: true });
});

let own: string;
/** Starts it with a file and plug-ins. */
async function start(
  file: object,
  plugins: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<ChildProcess> {
  own = mkdtempSync(join(folder, 'run-'));
  mkdirSync(join(own, 'plugins'));
  for (const [name, text] of Object.entries(plugins)) writeFileSync(join(own, 'plugins', name), text);
  writeFileSync(join(own, 'sidecar.json'), JSON.stringify(file));
  writeFileSync(join(own, 'token'), TOKEN);
  port = await freePort('127.0.0.1');
  said = '';
  child = spawn(process.execPath, [...flags, join(folder, 'server.js')], {
    env: {
      HOST: '127.0.0.1',
      PORT: String(port),
      SIDECAR_CONFIG_FILE: join(own, 'sidecar.json'),
      SIDECAR_TOKEN_FILE: join(own, 'token'),
      SIDECAR_PLUGIN_FOLDER: join(own, 'plugins'),
      SMTP_PORT: String((app.address() as AddressInfo).port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout?.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  return child;
}
const watched = () => ({
  stack: 'shop',
  app: { http: `http://127.0.0.1:${(app.address() as AddressInfo).port}/` },
  sampling: { intervalSeconds: 0.1 },
});
const ask = async (path: keyof typeof PATHS) => {
  const response = await fetch(`http://127.0.0.1:${port}${PATHS[path]}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  return { status: response.status, text: await response.text() };
};
const ready = () =>
  until('it is ready', async () => (await ask('readiness').catch(() => ({ status: 0 }))).status === 200);

test('it starts, drains when the pod is told to stop, still answers, and ends clean', async () => {
  const started = await start(watched());
  await ready();
  started.kill('SIGUSR2');
  await until('it drains', async () => (await ask('readiness')).status === 503);
  expect((await ask('readiness')).text).toContain('"draining"');
  expect((await ask('liveness')).status).toBe(200);
  started.kill('SIGTERM');
  const [code] = (await once(started, 'exit')) as [number];
  expect(code).toBe(0);
  expect(said).not.toContain(TOKEN);
});

test('however much is asked, no memory goes into code that is compiled for the second time', async () => {
  await start(watched(), {}, ['--trace-opt']);
  await ready();
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const probe = () =>
    new Promise<void>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: PATHS.readiness, agent }, (response) => {
        response.resume().once('end', resolve);
      }).once('error', reject);
    });
  for (let i = 0; i < 500; i += 1) await Promise.all(Array.from({ length: 16 }, probe));
  agent.destroy();
  expect(said.match(/target TURBOFAN/g)).toBeNull();
}, 60_000);

test('a collector of one’s own is seen like all others', async () => {
  await start(watched(), { 'smtp.mjs': SMTP });
  await ready();
  const deep = JSON.parse((await ask('deep')).text) as { components: Record<string, { status: string }> };
  expect(deep.components['smtp']?.status).toBe('ok');
  expect((await ask('metrics')).text).toContain('shop_component_status{component="smtp",status="ok"} 1');
});

test('a changed file is in force within seconds; one that no collectors can be made of changes nothing, and is a metric', async () => {
  await start(watched(), {
    'smtp.mjs': `export default ({ configuration }) => {
      if (configuration.stack === 'broken') throw new Error('not for this stack');
      return [];
    }`,
  });
  await ready();
  const metrics = async () => (await ask('metrics')).text;
  const change = (file: object) => {
    writeFileSync(join(own, 'sidecar.json'), JSON.stringify(file));
  };
  expect(await metrics()).toContain('shop_sidecar_configuration_current 1');
  change({ ...watched(), stack: 'broken' });
  await until('it is told', async () => (await metrics()).includes('shop_sidecar_configuration_current 0'));
  change({ ...watched(), stack: 'store' });
  await until('it is in force', async () => (await metrics()).includes('store_sidecar_configuration_current 1'));
  expect((await ask('readiness')).status).toBe(200);
}, 60_000);

test.each([
  ['a plug-in that cannot be loaded', 'export default nonsense(', /SCALE-SIDECAR-005 \S*bad\.mjs/],
  ['a plug-in that exports no function', 'export default 1', /SCALE-SIDECAR-005 .*must default-export a function/],
  ['a collector without a name', 'export default () => [{ scope: "pod", collect() {} }]', /SCALE-SIDECAR-005 .*name/],
  [
    'a collector that would be asked without a pause',
    'export default () => [{ name: "own", scope: "pod", schedule: { intervalSeconds: 0 }, collect() {} }]',
    /SCALE-SIDECAR-005 .*intervalSeconds/,
  ],
  [
    'a collector whose interval is no number',
    'export default () => [{ name: "own", scope: "pod", schedule: { intervalSeconds: NaN }, collect() {} }]',
    /SCALE-SIDECAR-005 .*intervalSeconds/,
  ],
  ['a plug-in that throws', 'export default () => { throw new Error("oh"); }', /SCALE-SIDECAR-005 .*throws: oh/],
  [
    'a collector that is called like another one',
    'export default () => [{ name: "app", scope: "pod", collect: async () => ({ status: "ok" }) }]',
    /SCALE-SIDECAR-004 app/,
  ],
])('%s ends the start with its code', async (_, text, line) => {
  const started = await start(watched(), { 'bad.mjs': text });
  const [code] = (await once(started, 'exit')) as [number];
  expect(code).toBe(2);
  expect(said).toMatch(line);
});

test('a configuration that is not usable ends the start, with all that is wrong', async () => {
  const started = await start({ stack: 'No', readiness: 'sometimes' });
  const [code] = (await once(started, 'exit')) as [number];
  expect(code).toBe(2);
  expect(said).toMatch(/SCALE-SIDECAR-002 stack.*\n.*SCALE-SIDECAR-002 readiness/);
});
