import { existsSync } from 'node:fs';
import { binary, HELM_VERSIONS } from './binaries';
import { helm } from './run';
import { readYaml, writeYaml } from './yaml';

test.each(HELM_VERSIONS)('%s is of the major version in its name', async (version) => {
  const { stdout } = await helm(version, ['version', '--short']);
  expect(stdout).toMatch(new RegExp(`^v${version.slice('helm'.length)}\\.`));
});

test('a refusal is an outcome with an exit code and the words of Helm', async () => {
  const { code, stderr } = await helm('helm4', ['template', 'x', 'no-such-folder']);
  expect(code).toBe(1);
  expect(stderr).toContain('no-such-folder');
});

test('workers that ask for the same binary at the same time get the same file', async () => {
  const paths = await Promise.all([binary('helm4'), binary('helm4'), binary('helm4')]);
  expect(new Set(paths).size).toBe(1);
  expect(existsSync(paths[0]) || process.platform !== 'linux').toBe(true);
});

test('what is written as YAML is read as it was', () => {
  const value = { a: ['1.0', 1, null, { yes: 'é😀"\\\n', '': {} }, []], 'b c': [[true]] };
  expect(readYaml(writeYaml(value))).toEqual([value]);
});
