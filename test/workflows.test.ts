/** The workflows of the repository: whoever changes an action must not get at it unseen. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

const github = join(__dirname, '..', '.github');
const workflows = readdirSync(join(github, 'workflows')).map((name) => ({
  name,
  text: readFileSync(join(github, 'workflows', name), 'utf8'),
}));

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, { readonly 'timeout-minutes'?: number; readonly steps: readonly Step[] }>>;
}
interface Step {
  readonly uses?: string;
  readonly run?: string;
}

test.each(workflows)('$name pins its actions, says its rights and ends by itself', ({ text }) => {
  const { permissions, jobs } = parse(text) as Workflow;
  expect(permissions).toBeDefined();
  for (const { 'timeout-minutes': minutes, steps } of Object.values(jobs)) {
    expect(minutes).toBeLessThanOrEqual(120);
    for (const { uses, run } of steps) {
      if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/);
      // What strangers wrote, a title say, is no part of a script.
      expect(run ?? '').not.toMatch(/\$\{\{\s*github\.event/);
    }
  }
});

test('a pull request is told what it changes in the manifests, and that it changes nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scaleout-'));
  const run = (...[file, ...args]: [string, ...string[]]) =>
    execFileSync(file, args, { cwd: folder, encoding: 'utf8' });
  try {
    run('git', 'init', '--quiet');
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'a.k8s.yaml'), 'replicas: 1\n');
    run('git', 'add', '.');
    run('git', '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'a');
    const script = join(github, 'manifests-diff.sh');
    expect(run('bash', script, 'HEAD')).toBe('The manifests stay as they are.\n');
    writeFileSync(join(folder, 'dist', 'a.k8s.yaml'), 'replicas: 2\n');
    const said = run('bash', script, 'HEAD');
    expect(said).toContain('-replicas: 1\n+replicas: 2\n');
    expect(said).toContain('1 file changed');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
