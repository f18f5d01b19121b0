/**
 * Real Redis and Valkey servers for tests, whatever the machine has: Debian's builds, unpacked into the cache of node_modules, and started
 * through the dynamic loader that came with them. Nothing is installed, no root is needed.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fetchPackage, readSuite, withLibraries, type Package, type Suite } from './debian';
import { alone } from './lock';
import { unpack } from './unpack';

/** What the stack can run with. */
export type Flavour = 'redis' | 'valkey';

/** The major version that is tested, and the suites that may have it: the first that does is taken. Old versions leave a suite, so none is pinned. */
const WANTED: Readonly<Record<Flavour, { readonly major: number; readonly suites: readonly string[] }>> = {
  redis: { major: 8, suites: ['trixie', 'forky'] },
  valkey: { major: 9, suites: ['forky', 'sid'] },
};

const ARCHITECTURES: Readonly<
  Record<string, { readonly debian: string; readonly triplet: string; readonly loader: string }>
> = {
  x64: { debian: 'amd64', triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' },
  arm64: { debian: 'arm64', triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' },
};

/** A server that is there. */
export interface Server {
  readonly flavour: Flavour;
  /** `8.0.2`. */
  readonly version: string;
  /** The dynamic loader, which starts the programs: `loader --library-path libraries program arguments…`. */
  readonly loader: string;
  readonly libraries: string;
  readonly server: string;
  readonly cli: string;
}

/** `npm ci` empties node_modules: a CI that keeps downloads says where. */
const cache = process.env['SERVERS_CACHE'] ?? resolve(__dirname, '../../node_modules/.cache/servers');

/** The server of a flavour, if it was downloaded before. */
export function installed(flavour: Flavour): Server | undefined {
  const folder = folderOf(flavour);
  if (!existsSync(folder)) return undefined;
  const version = readFileSync(join(folder, 'version'), 'utf8');
  const { triplet, loader } = architecture();
  const libraries = join(folder, 'usr/lib', triplet);
  const program = (name: string) => join(folder, 'usr/bin', `${flavour}-${name}`);
  return {
    flavour,
    version,
    loader: join(libraries, loader),
    libraries,
    server: program('server'),
    cli: program('cli'),
  };
}

/** Downloads the server of a flavour unless it is there. Processes that do so at the same time wait for the first of them. */
export async function install(flavour: Flavour): Promise<Server> {
  if (installed(flavour) === undefined) {
    await alone(join(cache, `${flavour}.lock`), async () => {
      if (installed(flavour) === undefined) await download(flavour);
    });
  }
  const server = installed(flavour);
  if (server === undefined) throw new Error(`${flavour} is not where it was put: ${folderOf(flavour)}`);
  return server;
}

async function download(flavour: Flavour): Promise<void> {
  const { suite, version } = await findSuite(flavour);
  const packages = withLibraries(suite, [`${flavour}-server`, `${flavour}-tools`]);
  mkdirSync(cache, { recursive: true });
  // Complete or not there at all: others may look at any time, and this process may be killed at any time.
  const folder = mkdtempSync(join(cache, `${flavour}-`));
  try {
    for (const each of packages) unpack(await fetchPackage(each), folder);
    writeFileSync(join(folder, 'packages'), packages.map(({ name, version: v }) => `${name} ${v}\n`).join(''));
    writeFileSync(join(folder, 'version'), version);
    renameSync(folder, folderOf(flavour));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function findSuite(flavour: Flavour): Promise<{ readonly suite: Suite; readonly version: string }> {
  const { major, suites } = WANTED[flavour];
  const seen: string[] = [];
  for (const name of suites) {
    const suite = await readSuite(name, architecture().debian);
    const version = upstreamVersion(suite.get(`${flavour}-server`));
    if (version.startsWith(`${major}.`)) return { suite, version };
    seen.push(`${name} has '${version}'`);
  }
  throw new Error(`Debian has no ${flavour} ${major}: ${seen.join(', ')}`);
}

/** `5:8.0.2-3+deb13u3` is `8.0.2`. */
const upstreamVersion = (found: Package | undefined): string =>
  /^(?:\d+:)?(\d[\d.]*)/.exec(found?.version ?? '')?.[1] ?? '';

const folderOf = (flavour: Flavour): string =>
  join(cache, `${flavour}-${WANTED[flavour].major}-${architecture().debian}`);

function architecture() {
  const found = process.platform === 'linux' ? ARCHITECTURES[process.arch] : undefined;
  if (found === undefined) throw new Error(`there is no server for ${process.platform} on ${process.arch}`);
  return found;
}
