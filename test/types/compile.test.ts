/** The types are part of the interface: what is wrong must not compile, and what is right must. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '../..');
const fixture = (name: string) => join(__dirname, 'fixtures', name);
const EXPECTATION = '// @ts-expect-error';

interface Finding {
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

const config = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')).config,
  ts.sys,
  root,
  {},
  join(root, 'tsconfig.json'),
);
const options: ts.CompilerOptions = { ...config.options, noEmit: true, incremental: false };
const host = ts.createCompilerHost(options);
/** Each file but the fixture is parsed once for all programs. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What the compiler says of one fixture, with the project's own options. */
function findings(name: string, change: (source: string) => string = (source) => source): Finding[] {
  const path = fixture(name);
  const readFile = (file: string) => {
    const text = ts.sys.readFile(file);
    return text !== undefined && resolve(file) === path ? change(text) : text;
  };
  const own: ts.CompilerHost = {
    ...host,
    readFile,
    getSourceFile: (file, version) => {
      if (resolve(file) === path) return ts.createSourceFile(file, readFile(file) ?? '', version);
      if (!parsed.has(file)) parsed.set(file, host.getSourceFile(file, version));
      return parsed.get(file);
    },
  };
  const program = ts.createProgram([path], options, own);
  const source = program.getSourceFile(path);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => ({
    line: ts.getLineAndCharacterOfPosition(source as ts.SourceFile, diagnostic.start ?? 0).line + 1,
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'),
  }));
}

const lines = readFileSync(fixture('misuse.ts'), 'utf8').split('\n');
const expected = lines.flatMap((line, i) =>
  line.includes(EXPECTATION) ? [[line.replace(EXPECTATION, '').trim(), i + 2] as const] : [],
);

test('the options are those of the project', () => {
  expect(dirname(config.options.configFilePath as string)).toBe(root);
  expect(options).toMatchObject({ strict: true, noUncheckedIndexedAccess: true });
});

test('the language as it is meant compiles', () => {
  expect(findings('use.ts')).toEqual([]);
});

test('every misuse is an error, and nothing else is', () => {
  expect(expected.length).toBeGreaterThan(30);
  expect(findings('misuse.ts')).toEqual([]);
});

describe('without the expectation the error is in the very line of the misuse', () => {
  const found = findings('misuse.ts', (source) => source.replaceAll(EXPECTATION, '//'));
  test.each(expected)('%s', (_, line) => {
    expect(found.map((finding) => finding.line)).toContain(line);
  });
});

test('a use that is wrong is found: the test can fail', () => {
  const found = findings('use.ts', (source) => source.replace('port: 8000, autoscaling', 'prot: 8000, autoscaling'));
  expect(found).toMatchObject([{ message: expect.stringContaining("'prot'") as string }]);
});
