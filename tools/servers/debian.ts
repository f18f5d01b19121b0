/** Debian's archive: which package is in a suite, what it needs, and its file, checked. */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';

/** A binary package as the index of a suite describes it. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** Names, without versions; the first of alternatives. */
  readonly depends: readonly string[];
  readonly filename: string;
  readonly sha256: string;
}

/** The packages of a suite, by name. */
export type Suite = ReadonlyMap<string, Package>;

const mirror = () => process.env['DEBIAN_MIRROR'] ?? 'https://deb.debian.org/debian';

/**
 * Reads a suite's index. The hash of the index is in `InRelease`; the index is asked for by that hash, so that a mirror that is being
 * updated at this moment cannot answer with another one.
 */
export async function readSuite(suite: string, architecture: string): Promise<Suite> {
  const release = (await download(`${mirror()}/dists/${suite}/InRelease`)).toString('utf8');
  const folder = `main/binary-${architecture}`;
  const hash = new RegExp(`^ ([\\da-f]{64}) +\\d+ ${folder}/Packages\\.gz$`, 'm').exec(release)?.[1];
  if (hash === undefined) throw new Error(`the suite '${suite}' has no index of packages for '${architecture}'`);
  const index = await verified(`${mirror()}/dists/${suite}/${folder}/by-hash/SHA256/${hash}`, hash);
  return parseIndex(gunzipSync(index).toString('utf8'));
}

/** The file of a package. */
export const fetchPackage = ({ filename, sha256 }: Package): Promise<Buffer> =>
  verified(`${mirror()}/${filename}`, sha256);

/** An index is paragraphs of `Field: value`, one a package; only the fields that are needed are read, as there are 70,000 of them. */
export function parseIndex(text: string): Suite {
  const packages = new Map<string, Package>();
  for (const paragraph of text.split('\n\n')) {
    const name = field(paragraph, 'Package');
    if (name === '') continue;
    packages.set(name, {
      name,
      version: field(paragraph, 'Version'),
      depends: [field(paragraph, 'Pre-Depends'), field(paragraph, 'Depends')].flatMap(dependencies),
      filename: field(paragraph, 'Filename'),
      sha256: field(paragraph, 'SHA256'),
    });
  }
  return packages;
}

/**
 * The packages of `names` and all shared libraries that they need, those of the C library among them. What is no library (users to be
 * created, units of systemd) is for an installation, which this is not.
 */
export function withLibraries(suite: Suite, names: readonly string[]): readonly Package[] {
  const found = new Map<string, Package>();
  const add = (name: string): void => {
    const known = suite.get(name);
    if (known === undefined || found.has(name)) return;
    found.set(name, known);
    known.depends.filter((each) => /^z?lib/.test(each)).forEach(add);
  };
  names.forEach(add);
  return [...found.values()];
}

function field(paragraph: string, name: string): string {
  const begin = paragraph.startsWith(`${name}: `) ? 0 : paragraph.indexOf(`\n${name}: `) + 1;
  if (begin === 0 && !paragraph.startsWith(`${name}: `)) return '';
  const end = paragraph.indexOf('\n', begin);
  return paragraph.slice(begin + name.length + 2, end === -1 ? undefined : end);
}

const dependencies = (value: string): string[] =>
  value
    .split(',')
    .map((each) => (each.split('|', 1)[0] ?? '').trim().split(/[ :(]/, 1)[0] ?? '')
    .filter((each) => each !== '');

async function verified(url: string, sha256: string): Promise<Buffer> {
  const content = await download(url);
  const actual = createHash('sha256').update(content).digest('hex');
  if (actual !== sha256) throw new Error(`${url} has the SHA-256 '${actual}', and should have '${sha256}'`);
  return content;
}

async function download(url: string): Promise<Buffer> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(120_000) });
    if (!response.ok) throw new Error(`the answer is ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    // What fetch itself says is "fetch failed".
    const { cause, message } = error as Error;
    throw new Error(`${url} cannot be downloaded: ${cause instanceof Error ? cause.message : message}`, {
      cause: error,
    });
  }
}
