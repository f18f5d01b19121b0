import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from 'scaleout/package.json';
import { build, contents, run } from './run';

let folder: string;
beforeAll(build, 60_000);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'command-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('help', () => {
  test.each<[string, string[], RegExp]>([
    ['the command', ['--help'], /synth[\s\S]*values[\s\S]*explain[\s\S]*Exit codes: 0 done, 1 refused/],
    [
      'synth',
      ['synth', '--help'],
      /--values <file>[\s\S]*--set[\s\S]*--preset[\s\S]*small, reference, large[\s\S]*--dry-run/,
    ],
    ['values', ['values', '--help'], /--preset/],
    ['explain', ['explain', '--help'], /\[path\]/],
    ['its version', ['--version'], new RegExp(`^${version.replaceAll('.', '\\.')}\\n$`)],
  ])('of %s is printed, and is no failure', (_, args, text) => {
    const { code, out, err } = run(args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(text);
  });
});

describe('exit codes', () => {
  test('0 when it is done', () => {
    expect(run(['explain', 'backend.port']).code).toBe(0);
  });
  test('1 when values are refused', () => {
    const { code, out, err } = run(['synth', '--dry-run', '--set', 'backend.port=0']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('SCALE-VALUES-003');
  });
  test.each([
    [['bogus']],
    [[]],
    [['synth', '--bogus']],
    [['synth', 'too', 'many']],
    [['synth', '--preset']],
    [['explain', 'a', 'b']],
  ])('2 when the command is used wrongly: %j', (args) => {
    const { code, out, err } = run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toBe('');
  });
});

test('values come from -f again and again, from standard input, and from --set, the last of which wins', () => {
  const input = 'backend: { port: 9000, replicas: 7 }\nfrontend: { port: 9001 }\n';
  const args = [
    'synth',
    '-f',
    '-',
    '--set',
    'backend.autoscaling.enabled=false',
    '--set',
    'frontend.port=9002',
    '-o',
    'out',
  ];
  expect(run(args, { cwd: folder, input })).toMatchObject({ code: 0, err: '' });
  const { 'out/backend.k8s.yaml': backend, 'out/frontend.k8s.yaml': frontend } = contents(folder);
  expect(backend).toMatch(/replicas: 7[\s\S]*containerPort: 9000/);
  expect(frontend).toContain('containerPort: 9002');
});

test('two synths are the same to the byte, whatever the time zone, the language and the folder', () => {
  const targets = 'b: { namespace: b, values: { frontend: { config: { I: i, Z: z } } } }\na: { preset: small }\n';
  const outputs = [
    { TZ: 'UTC', LC_ALL: 'C', LANG: 'C' },
    { TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
  ].map((env, i) => {
    const cwd = join(folder, 'deep'.repeat(i + 1));
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'targets.yaml'), targets);
    const args = ['synth', '--set', 'backend.config.I=i', '--argocd-targets', 'targets.yaml', '-o', 'out'];
    expect(run(args, { cwd, env })).toMatchObject({ code: 0, err: '' });
    return contents(join(cwd, 'out'));
  });
  expect(outputs[1]).toEqual(outputs[0]);
  expect(Object.keys(outputs[0] ?? {})).toContain('argocd/applicationset.yaml');
});

test('errors in standard input say so', () => {
  expect(run(['synth', '-f', '-', '--dry-run'], { input: 'a: [' }).err).toContain('SCALE-VALUES-010 stdin:1');
});

test('there are no colour codes when nobody sees them', () => {
  const said = [run(['synth', '--dry-run']), run(['synth', '--set', 'x=1']), run(['explain'])].map(
    ({ out, err }) => out + err,
  );
  expect(said.join('')).not.toContain('\u001B');
});

test('what is written depends on nothing around: not on folder, time zone, locale or colour', () => {
  const first = run(['synth', '-o', 'out', '--preset', 'large'], { cwd: folder, env: { TZ: 'UTC', LANG: 'C' } });
  const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  const env = {
    TZ: 'Pacific/Kiritimati',
    LANG: 'tr_TR.UTF-8',
    LC_ALL: 'tr_TR.UTF-8',
    FORCE_COLOR: '1',
    HOME: '/nonexistent',
  };
  const second = run(['synth', '-o', 'other', '--preset', 'large'], { cwd: elsewhere, env });
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(contents(join(elsewhere, 'other'))).toEqual(contents(join(folder, 'out')));
  rmSync(elsewhere, { recursive: true });
});
