import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findImages } from '../../tools/images/catalogue';
import type { Cluster } from './cluster';
import { must } from './exec';
import type { Log } from './log';

/** The images that the run uses. */
export interface Images {
  /** The tag the manifests name. */
  readonly tag: string;
  /** A second tag of the same images, to upgrade to. */
  readonly next: string;
  /** Where they were pushed to, when not under their own names. */
  readonly registry?: string;
  /** The image with node in it, which asks the questions. */
  readonly client: string;
  /** Whether they are built; else they are there. */
  readonly build: boolean;
}

/** All that the repository builds, which is all that the stack consists of. */
const namesOf = (root: string): readonly string[] =>
  findImages(root, { VERSION: '', REVISION: '' }).map(({ name }) => name);

/** Public images that a part of the stack is, by what the lab calls its stand-ins. */
const PUBLIC = {
  redis: 'docker.io/library/redis:8-trixie',
  valkey: 'docker.io/valkey/valkey:9-trixie',
  'nginx-unprivileged': 'docker.io/nginxinc/nginx-unprivileged:1.30-trixie',
} as const;
export type PublicImage = keyof typeof PUBLIC;

/** The images as the manifests name them. */
export function imagesOf(root: string, options: { readonly push?: string; readonly build: boolean }): Images {
  const { push: registry, build } = options;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const prefix = registry === undefined ? '' : `${registry}/`;
  return { tag: version, next: `${version}-next`, registry, client: `${prefix}scaleout/demo-api:${version}`, build };
}

/** What {@link provideImages} needs to know. */
export interface Provide {
  readonly root: string;
  readonly cluster: Cluster;
  readonly images: Images;
  /** What is needed besides the project's own. */
  readonly publicImages: readonly PublicImage[];
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Builds the images with the project's own `npm run images` and makes them pullable; says how. */
export async function provideImages({ root, cluster, images, publicImages, log, signal }: Provide): Promise<string> {
  const build = async (...args: readonly string[]) => {
    log.say(`npm run images -- ${args.join(' ')}`);
    await must([process.execPath, '--import', 'tsx', join(root, 'tools', 'images.ts'), ...args], {
      cwd: root,
      // Nested containers have neither a network nor mounts of their own; buildah does without when told so.
      env: { ...process.env, BUILDAH_ISOLATION: process.env['BUILDAH_ISOLATION'] ?? 'chroot' },
      signal,
      seconds: 1800,
      onLine: (line) => {
        log.say(`  ${line}`);
      },
    });
  };

  const names = namesOf(root);
  const asTheyAre = `taken as they are: the cluster has to find scaleout/{${names.join(',')}}:${images.tag} and :${images.next}`;
  if (!images.build) return asTheyAre;
  if (cluster.lab !== undefined) {
    const { lab } = cluster;
    await lab.run(['images', 'node', ...publicImages], { signal, seconds: 1800 });
    for (const name of publicImages) await lab.run(['push', PUBLIC[name]], { signal, seconds: 300 });
    await build(
      '--tool',
      'buildah',
      '--tag',
      images.tag,
      // No registry can be reached, and the base image is here.
      ...['--network=host', '--pull-never'].map((argument) => `--builder-arg=${argument}`),
    );
    for (const name of names) {
      const image = `scaleout/${name}`;
      await lab.run(['push', `${image}:${images.tag}`], { signal, seconds: 300 });
      await lab.run(['push', `${image}:${images.tag}`, `${image}:${images.next}`], { signal, seconds: 300 });
    }
    return `built, and pushed as ${images.tag} and ${images.next}`;
  }
  if (images.registry === undefined) return asTheyAre;
  for (const tag of [images.tag, images.next]) await build('--push', images.registry, '--tag', tag);
  return `built, and pushed to the registry as ${images.tag} and ${images.next}`;
}
