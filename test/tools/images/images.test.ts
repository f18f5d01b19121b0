import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run, type Outcome } from '../../../tools/images/run';
import { version } from '../../../package.json';

jest.setTimeout(60_000);

const root = resolve(__dirname, '../../..');
let bin: string;

beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'tools-'));
});
afterEach(() => {
  rmSync(bin, { recursive: true });
});

/** Puts a tool on the PATH that notes how it was called. */
function tool(name: string, script: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> '${bin}/calls'\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}
const calls = () => readFileSync(join(bin, 'calls'), 'utf8').trim().split('\n');

/** Runs the command on a machine that has the tools of this test and no others. */
function images(...args: string[]): Promise<Outcome> {
  return run(['env', `PATH=${bin}`, 'NO_COLOR=1', process.execPath, '--import', 'tsx', 'tools/images.ts', ...args], {
    cwd: root,
  });
}

const working = 'case "$1" in image) echo 226000000;; esac';
const withoutEngine = 'echo "Client: 29.0"; echo "Cannot connect to the Docker daemon" >&2; exit 1';

test('a dry run prints the commands and builds nothing', async () => {
  tool('docker', working);
  const { code, stdout } = await images('--dry-run', '--only', 'demo-api', '--push', 'registry.example.com/team');
  expect(code).toBe(0);
  const [build = '', ...push] = stdout.trim().split('\n');
  expect(build).toMatch(
    /^docker build --file services\/Dockerfile --tag scaleout\/demo-api:.* --build-arg SERVICE=demo-api .*--build-arg PORT=8000 \.$/,
  );
  expect(push).toEqual([
    `docker tag scaleout/demo-api:${version} registry.example.com/team/scaleout/demo-api:${version}`,
    `docker push registry.example.com/team/scaleout/demo-api:${version}`,
  ]);
  expect(calls()).toEqual(['docker version --format {{.Server.Version}}']);
});

test('a docker client without an engine is passed over for a tool that works', async () => {
  tool('docker', withoutEngine);
  tool('podman', working);
  const { code, stdout, log } = await images(
    '--only',
    'demo-api',
    '--only',
    'demo-web',
    '--tag',
    'dev',
    '--json',
    '--builder-arg=--network=host',
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual([
    { name: 'demo-api', ref: 'scaleout/demo-api:dev', seconds: expect.any(Number) as unknown, size: '226 MB' },
    { name: 'demo-web', ref: 'scaleout/demo-web:dev', seconds: expect.any(Number) as unknown, size: '226 MB' },
  ]);
  expect(log).toContain('2 of 2 images built');
  expect(calls().filter((call) => call.startsWith('podman build') && call.endsWith('--network=host .'))).toHaveLength(
    2,
  );
});

test('without a tool that works it says what was tried, what would help, and exits with 1', async () => {
  tool('docker', withoutEngine);
  const { code, log } = await images();
  expect(code).toBe(1);
  expect(log).toContain('docker: Cannot connect to the Docker daemon Remedy: start the Docker engine');
  expect(log).toContain('podman: not installed');
  expect(log).toContain('Install docker, podman or buildah');
});

test('a failing build shows the end of its log, lets the others go on, and exits with 1', async () => {
  tool(
    'docker',
    'case "$*" in *SERVICE=demo-api*) echo "first line"; for i in 1 2 3 4 5 6; do echo; echo; echo; echo; echo; done; echo "npm error: no space left" >&2; exit 7;; esac',
  );
  const { code, log } = await images('--only', 'demo-api', '--only', 'demo-web');
  expect(code).toBe(1);
  expect(log).toContain('| npm error: no space left');
  expect(log).not.toContain('first line');
  expect(log).toMatch(/built +demo-web/);
  expect(log).toContain('npm run images -- --only demo-api');
});

test.each([
  [['--only', 'nginx'], 'There is no image nginx. The images are: '],
  [['--push', 'https://registry.example.com'], 'It must be a registry without scheme'],
  [['--tag', 'a b'], 'It must be a tag'],
  [['--tool', 'kaniko'], 'Allowed choices are docker, podman, buildah'],
])('%j is refused with the rule', async (args, message) => {
  tool('docker', working);
  const { code, log } = await images(...args);
  expect(code).toBe(1);
  expect(log).toContain(message);
});
