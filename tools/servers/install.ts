/**
 * Real servers for tests, whatever the machine has: Debian's builds, unpacked into the cache of node_modules, and started through the
 * dynamic loader that came with them. Nothing is installed, no root is needed.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { CATALOGUE, type ServerName, type Wanted } from './catalogue';
import { fetchPackage, readSuite, withLibraries, type Package, type Suite } from './debian';
import { alone } from './lock';
import { unpack } from './unpack';
import { wrap } from './wrap';

export type { Flavour, ServerName } from './catalogue';

const ARCHITECTURES: Readonly<
  Record<string, { readonly debian: string; readonly triplet: string; readonly loader: string }>
> = {
  x64: { debian: 'amd64', triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' },
  arm64: { debian: 'arm64', triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' },
};

/** A server that is there. */
export interface Server<N extends ServerName = ServerName> {
  readonly name: N;
  /** `8.0.2`. */
  readonly version: string;
  /** The dynamic loader, which starts the programs: `loader --library-path libraries program arguments…`. A wrapped one starts by itself. */
  readonly loader: string;
  readonly libraries: string;
  readonly programs: Readonly<Record<keyof (typeof CATALOGUE)[N]['programs'], string>>;
}

/** `npm ci` empties node_modules: a CI that keeps downloads says where. */
const cache = process.env['SERVERS_CACHE'] ?? resolve(__dirname, '../../node_modules/.cache/servers');

/** A server, if it was downloaded before. */
export function installed<N extends ServerName>(name: N): Server<N> | undefined {
  const folder = folderOf(name);
  if (!existsSync(folder)) return undefined;
  const version = readFileSync(join(folder, 'version'), 'utf8');
  const paths = Object.entries(CATALOGUE[name].programs).map(([key, path]) => [key, join(folder, 'usr', path)]);
  return { name, version, ...loaderOf(folder), programs: Object.fromEntries(paths) as Server<N>['programs'] };
}

/** Downloads a server unless it is there. Processes that do so at the same time wait for the first of them. */
export async function install<N extends ServerName>(name: N): Promise<Server<N>> {
  if (installed(name) === undefined) {
    await alone(join(cache, `${name}.lock`), async () => {
      if (installed(name) === undefined) await download(name);
    });
  }
  const server = installed(name);
  if (server === undefined) throw new Error(`${name} is not where it was put: ${folderOf(name)}`);
  return server;
}

async function download(name: ServerName): Promise<void> {
  const wanted: Wanted = CATALOGUE[name];
  const { suite, version } = await findSuite(name, wanted);
  const packages = withLibraries(suite, wanted.packages).filter((each) => wanted.without?.test(each.name) !== true);
  mkdirSync(cache, { recursive: true });
  // Complete or not there at all: others may look at any time, and this process may be killed at any time.
  const folder = mkdtempSync(join(cache, `${name}-`));
  try {
    // Postgres and PgBouncer do not run as root, and whoever runs them then has to be able to read it.
    chmodSync(folder, 0o755);
    for (const each of packages) unpack(await fetchPackage(each), folder, wanted.share);
    const final = folderOf(name);
    for (const path of wanted.wrapped ?? []) wrap(join(folder, 'usr', path), join(final, 'usr', path), loaderOf(final));
    writeFileSync(join(folder, 'packages'), packages.map(({ name: n, version: v }) => `${n} ${v}\n`).join(''));
    writeFileSync(join(folder, 'version'), version);
    renameSync(folder, final);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function findSuite(name: string, wanted: Wanted): Promise<{ readonly suite: Suite; readonly version: string }> {
  const seen: string[] = [];
  for (const each of wanted.suites) {
    const suite = await readSuite(each, architecture().debian);
    const version = upstreamVersion(suite.get(wanted.packages[0] ?? ''));
    if (version.startsWith(`${wanted.version}.`)) return { suite, version };
    seen.push(`${each} has '${version}'`);
  }
  throw new Error(`Debian has no ${name} ${wanted.version}: ${seen.join(', ')}`);
}

/** `5:8.0.2-3+deb13u3` is `8.0.2`. */
const upstreamVersion = (found: Package | undefined): string =>
  /^(?:\d+:)?(\d[\d.]*)/.exec(found?.version ?? '')?.[1] ?? '';

const folderOf = (name: ServerName): string =>
  join(cache, `${name}-${CATALOGUE[name].version}-${architecture().debian}`);

function loaderOf(folder: string) {
  const { triplet, loader } = architecture();
  const libraries = join(folder, 'usr/lib', triplet);
  return { loader: join(libraries, loader), libraries };
}

function architecture() {
  const found = process.platform === 'linux' ? ARCHITECTURES[process.arch] : undefined;
  if (found === undefined) throw new Error(`there is no server for ${process.platform} on ${process.arch}`);
  return found;
}
