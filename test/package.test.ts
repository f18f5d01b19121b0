/** What a library user gets: the packed package, in a cdk8s app of their own. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const root = join(__dirname, '..');
let app: string;

/** A folder as after `npm install scaleout-0.1.0.tgz cdk8s constructs`: the packed files, and the locked dependencies. */
beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), 'library-user-'));
  const modules = join(app, 'node_modules');
  mkdirSync(join(modules, 'scaleout'), { recursive: true });
  if (!existsSync(join(root, 'build', 'lib'))) execFileSync('npm', ['run', '--silent', 'build'], { cwd: root });
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', app], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as [{ filename: string }];
  execFileSync('tar', ['xzf', packed.filename, '--strip-components=1', '-C', join(modules, 'scaleout')], { cwd: app });
  // Linked one by one, so that `scaleout` itself can only be the packed one.
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== 'scaleout' && !name.startsWith('.'))
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  cpSync(join(root, 'examples', 'ten-lines', 'main.ts'), join(app, 'main.ts'));
}, 120_000);

afterAll(() => {
  rmSync(app, { recursive: true, force: true });
});

test('the ten-line example compiles against the packed package and synthesises its two services, with no Helm anywhere', () => {
  writeFileSync(
    join(app, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        module: 'node16',
        target: 'ES2022',
        skipLibCheck: true,
        preserveSymlinks: true,
        types: [],
      },
      files: ['main.ts'],
    }),
  );
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], {
    cwd: app,
    stdio: 'pipe',
  });
  execFileSync(process.execPath, ['--preserve-symlinks', '--preserve-symlinks-main', 'main.js'], {
    cwd: app,
    stdio: 'pipe',
  });

  const text = readFileSync(join(app, 'dist', 'shop.k8s.yaml'), 'utf8');
  const objects = parseAllDocuments(text).map(
    (document) => document.toJS() as { kind: string; metadata: { name: string } },
  );
  const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  expect(names).toEqual(
    ['api', 'web'].flatMap((id) => [
      `ServiceAccount/shop-${id}`,
      `ConfigMap/shop-${id}`,
      `Service/shop-${id}`,
      `Service/shop-${id}-headless`,
      `Deployment/shop-${id}`,
      `HorizontalPodAutoscaler/shop-${id}`,
      `PodDisruptionBudget/shop-${id}`,
    ]),
  );
  expect(text).toContain('http://shop-api:8000');
  expect(text).not.toContain('{{');
  expect(readdirSync(join(app, 'dist'))).toEqual(['shop.k8s.yaml']);
}, 60_000);

test('the packed command runs', () => {
  const out = join(app, 'out');
  const command = join(app, 'node_modules', 'scaleout', 'build', 'bin', 'scaleout.js');
  const printed = execFileSync(process.execPath, [command, 'synth', '--out', out], { cwd: app, encoding: 'utf8' });
  expect(printed).toContain('Wrote');
  expect(readdirSync(out)).toContain('backend.k8s.yaml');
});

test('the package holds what it needs to run, and nothing of the workshop', () => {
  const found = readdirSync(join(app, 'node_modules', 'scaleout'));
  expect(found.sort()).toEqual(['LICENSE', 'README.md', 'build', 'package.json']);
});
