import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { findImages } from '../../../tools/images/catalogue';

const facts = { VERSION: '1.2.3', REVISION: 'abc' };
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'images-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test('a folder with src/main.ts is built by the shared Dockerfile from the repository', () => {
  write('services/Dockerfile', 'ARG BASE=x\nFROM x\nARG SERVICE\nARG VERSION=0\nARG PORT=1\n');
  write('services/api/src/main.ts', '');
  write('services/api/package.json', '{"config":{"port":8000}}');
  expect(findImages(root, facts)).toEqual([
    {
      name: 'api',
      dockerfile: 'services/Dockerfile',
      context: '.',
      args: { SERVICE: 'api', VERSION: '1.2.3', PORT: '8000' },
    },
  ]);
});

test('a folder with a Dockerfile of its own is its own context, unless the file asks for the repository', () => {
  write('services/postgres/Dockerfile', 'FROM x\nARG REVISION\n');
  write('services/agent/Dockerfile', '# The agent.\n# context: repository\nFROM x\n');
  expect(findImages(root, facts)).toEqual([
    { name: 'agent', dockerfile: 'services/agent/Dockerfile', context: '.', args: {} },
    {
      name: 'postgres',
      dockerfile: 'services/postgres/Dockerfile',
      context: 'services/postgres',
      args: { REVISION: 'abc' },
    },
  ]);
});

test('a library has no image', () => {
  write('services/Dockerfile', 'FROM x\n');
  write('services/runtime/src/index.ts', '');
  expect(findImages(root, facts)).toEqual([]);
});

test('the demonstration services of this repository are among its images, the runtime library is not', () => {
  const names = findImages(resolve(__dirname, '../../..'), facts).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['demo-api', 'demo-web']));
  expect(names).not.toContain('runtime');
});
