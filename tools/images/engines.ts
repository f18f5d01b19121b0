import type { Image } from './catalogue';
import { tail, type Run } from './run';

/** What differs between the tools that build images. */
export interface Engine {
  readonly name: string;
  /** Succeeds only when the tool can really work: a docker client without its engine prints a version too. */
  readonly probe: readonly string[];
  readonly build: readonly string[];
  /** Prints the size of the image whose name is appended. */
  readonly size: readonly string[];
  /** What to do when the tool is there and does not work. */
  readonly remedy: string;
}

/** In the order they are tried. */
export const engines = [
  {
    name: 'docker',
    probe: ['docker', 'version', '--format', '{{.Server.Version}}'],
    build: ['docker', 'build'],
    size: ['docker', 'image', 'inspect', '--format', '{{.Size}}'],
    remedy: 'start the Docker engine (Docker Desktop, or: sudo systemctl start docker)',
  },
  {
    name: 'podman',
    probe: ['podman', 'info', '--format', '{{.Version.Version}}'],
    build: ['podman', 'build'],
    size: ['podman', 'image', 'inspect', '--format', '{{.Size}}'],
    remedy: 'see `podman info` (on macOS and Windows: podman machine start)',
  },
  {
    name: 'buildah',
    probe: ['buildah', 'images', '--quiet'],
    // Without `--layers`: its cache tells build arguments apart by name only (seen in 1.28), and would hand out an old VERSION.
    build: ['buildah', 'build'],
    size: ['buildah', 'images', '--format', '{{.Size}}'],
    remedy: 'see `buildah info`; without root it needs subordinate ids (/etc/subuid, /etc/subgid)',
  },
] as const satisfies readonly Engine[];

/** A tool that was tried, and why it cannot be used. */
export interface Unusable {
  readonly engine: Engine;
  readonly why: string;
}

/** The first tool of `candidates` that works, and those before it that do not. */
export async function pickEngine(
  run: Run,
  candidates: readonly Engine[],
): Promise<{ readonly engine: Engine | undefined; readonly unusable: readonly Unusable[] }> {
  const unusable: Unusable[] = [];
  for (const engine of candidates) {
    const { code, log } = await run(engine.probe);
    if (code === 0) return { engine, unusable };
    unusable.push({ engine, why: code === 127 ? 'not installed' : `${tail(log, 1)} Remedy: ${engine.remedy}` });
  }
  return { engine: undefined, unusable };
}

/** The command that builds `image` as `ref`. */
export const buildCommand = (engine: Engine, image: Image, ref: string, extra: readonly string[]): string[] => [
  ...engine.build,
  ...['--file', image.dockerfile, '--tag', ref],
  ...Object.entries(image.args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
  ...extra,
  image.context,
];

/** The commands that push `ref` as `remote`. All three tools understand the same two words. */
export const pushCommands = (engine: Engine, ref: string, remote: string, extra: readonly string[]): string[][] => [
  [engine.name, 'tag', ref, remote],
  [engine.name, 'push', ...extra, remote],
];

/** The size of a built image, in words; undefined when the tool does not tell. */
export async function sizeOf(run: Run, engine: Engine, ref: string): Promise<string | undefined> {
  const { code, stdout } = await run([...engine.size, ref]);
  const said = stdout.trim().split('\n')[0] ?? '';
  if (code !== 0 || said === '') return undefined;
  return /^\d+$/.test(said) ? `${Math.round(Number(said) / 1e6)} MB` : said;
}
