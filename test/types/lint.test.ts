/** What types cannot forbid, the linter does: with the project's own configuration. */
import { resolve } from 'node:path';
import { spawnSync } from 'node:child_process';

const root = resolve(__dirname, '../..');

interface Message {
  readonly ruleId: string;
  readonly line: number;
}

// A process of its own: ESLint loads its configuration with `import()`, which jest's sandbox does not have.
const SCRIPT = `
  const { ESLint } = require('eslint');
  new ESLint({ cwd: process.argv[1], ignore: false, cache: false })
    .lintFiles(['test/types/fixtures/lint.ts'])
    .then((results) => console.log(JSON.stringify(results.flatMap(({ messages }) => messages))));
`;

test('an expression as a condition or in a template literal is an error', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', SCRIPT, root], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  const found = (JSON.parse(stdout) as Message[]).map(({ line, ruleId }) => `${line} ${ruleId}`);
  expect(found).toEqual(
    expect.arrayContaining([
      '5 @typescript-eslint/strict-boolean-expressions',
      '6 @typescript-eslint/strict-boolean-expressions',
      '7 @typescript-eslint/strict-boolean-expressions',
      '8 @typescript-eslint/restrict-template-expressions',
    ]),
  );
}, 60_000);
