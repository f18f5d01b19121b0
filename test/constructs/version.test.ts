import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PROJECT, VERSION } from '../../constructs/version';

const manifest = JSON.parse(readFileSync(resolve(__dirname, '../../package.json'), 'utf8')) as { version: string };

test('the version is that of package.json, and nothing else says it', () => {
  expect(VERSION).toBe(manifest.version);
  expect(PROJECT.version).toBe(manifest.version);
});
test('the page of the project is the address of its repository without the ending', () => {
  expect(PROJECT.gitUrl).toBe(`${PROJECT.url}.git`);
});
