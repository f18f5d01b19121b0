import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from './context';

/** The folder to apply: dist/ itself, or a copy whose images come from the registry they were pushed to. */
export function manifestsFolder({ root, scratch, images }: Context): string {
  const dist = join(root, 'dist');
  if (images.registry === undefined) return dist;
  const copy = join(scratch, 'dist');
  mkdirSync(copy, { recursive: true });
  for (const name of readdirSync(dist).filter((file) => file.endsWith('.k8s.yaml'))) {
    const text = readFileSync(join(dist, name), 'utf8');
    writeFileSync(join(copy, name), text.replaceAll(/(\bimage: )(scaleout\/)/g, `$1${images.registry}/$2`));
  }
  return copy;
}

/** All images of the pods in a folder of manifests. */
export function imagesOf(folder: string): readonly string[] {
  const texts = readdirSync(folder)
    .filter((file) => file.endsWith('.k8s.yaml'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  const found = texts.flatMap((text) =>
    [...text.matchAll(/^ +(?:- )?image: "?([^\s"]+)"?$/gm)].map(([, image = '']) => image),
  );
  return [...new Set(found)].sort();
}
