/** An nginx.conf as a test has it, made to stay within a folder of its own and on ports that are free. */
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { freePort } from '../redis/addresses';
import { NOBODY } from '../postgres-server/processes';

/** What nginx is to be started with, or only to look at. */
export interface Configuration {
  /**
   * The text of nginx.conf. Filled in: `__DIR__` (its folder), `__PORT__` (a free port, required where it is started), `__PORT_NAME__`
   * (another one for each name), `__ETC__` (where Debian's mime.types is) and `__MODULES__` (where the dynamic modules are).
   *
   * `pid`, `daemon` and the paths of temporary files are replaced, and logs to standard output and error go to files.
   */
  readonly conf: string;
  /** Files by their path within the folder; the same is filled in. Relative paths in the configuration start there. @default - none */
  readonly files?: Readonly<Record<string, string>>;
  /** Texts that are replaced everywhere before anything else: `{ 'listen 8080': 'listen __PORT__' }`. @default - none */
  readonly replace?: Readonly<Record<string, string>>;
}

/** Where things are that placeholders stand for. */
export interface Places {
  readonly dir: string;
  readonly etc: string;
  readonly modules: string;
  /** Ports by name, `''` for the plain one. New ones are added; those that are there are kept, as a reload needs them. */
  readonly ports: Map<string, number>;
}

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path`);

/** At the beginning of a line or after another directive. */
const ELSEWHERE = new RegExp(String.raw`(?<=^|[;{}])[ \t]*(?:pid|daemon|${TEMPORARY.join('|')})\s+[^;]*;`, 'gm');

const STANDARD: Readonly<Record<string, string>> = {
  '/dev/stdout': '__DIR__/access.log',
  '/dev/stderr': '__DIR__/error.log',
};

/** Writes nginx.conf and the files into the folder. @returns the path of nginx.conf */
export async function write({ conf, files = {}, replace = {} }: Configuration, places: Places): Promise<string> {
  const { dir } = places;
  const fill = (text: string) => filled(replaced(text, { ...replace, ...STANDARD }), places);
  const hasLog = [conf, ...Object.values(files)].some((each) => /^\s*access_log\s/m.test(each));
  const own = [
    ...TEMPORARY.map((each) => `${each} ${dir}/tmp/${each};`),
    ...(hasLog ? [] : ['access_log access.log;']),
  ];
  folder(join(dir, 'tmp'), dir);
  for (const [path, text] of Object.entries(files)) {
    if (isAbsolute(path) || relative('.', path).startsWith('..')) throw new Error(`'${path}' is not within the folder`);
    folder(dirname(join(dir, path)), dir);
    writeFileSync(join(dir, path), await fill(text));
  }
  const main = join(dir, 'nginx.conf');
  // On the same line: the numbers of lines in errors are those of the text that was given.
  const text = (await fill(conf))
    .replace(ELSEWHERE, '')
    .replace(/(?:^|[;}])\s*http\s*\{/m, (each) => each + own.join(' '));
  writeFileSync(main, text);
  return main;
}

const replaced = (text: string, by: Readonly<Record<string, string>>): string =>
  Object.entries(by).reduce((done, [from, to]) => done.replaceAll(from, to), text);

async function filled(text: string, { dir, etc, modules, ports }: Places): Promise<string> {
  for (const [, name = ''] of text.matchAll(/__PORT(?:_([A-Z\d]+))?__/g)) {
    // Of all addresses, since `listen 8080` is.
    if (!ports.has(name)) ports.set(name, await freePort('0.0.0.0'));
  }
  return replaced(text, { __DIR__: dir, __ETC__: etc, __MODULES__: modules }).replaceAll(
    /__PORT(?:_([A-Z\d]+))?__/g,
    (_, name: string | undefined) => String(ports.get(name ?? '')),
  );
}

/** nginx may write into all folders, and not only into those that it makes: a cache may be put anywhere. */
function folder(path: string, dir: string): void {
  mkdirSync(path, { recursive: true });
  for (let each = path; NOBODY !== undefined && each.startsWith(`${dir}/`); each = dirname(each)) {
    chownSync(each, NOBODY.uid, NOBODY.gid);
  }
}
