import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { WAVE_ANNOTATION } from '../../../constructs/waves';
import type { Context } from '../context';
import { check } from '../fail';
import { nameOf, type KubeObject } from '../objects';

/** When the first and the last object of a wave was made. */
interface Wave {
  readonly wave: number;
  readonly first: KubeObject;
  readonly last: KubeObject;
}

/** Argo CD leaves Leases out by default; the agents of Redis make theirs when they need it. */
const isLeftOut = ({ kind }: KubeObject): boolean => kind === 'Lease';
const madeAt = ({ metadata }: KubeObject): string => metadata.creationTimestamp;

/** Checks that the objects of each wave of some manifests were made after all those of the wave before; says when. */
export async function wavesInOrder(context: Context, dist: string): Promise<string> {
  const waves = new Map<string, number>();
  for (const file of readdirSync(dist).filter((name) => name.endsWith('.k8s.yaml'))) {
    for (const document of parseAllDocuments(readFileSync(join(dist, file), 'utf8'))) {
      const object = document.toJS() as KubeObject;
      waves.set(nameOf(object), Number(object.metadata.annotations?.[WAVE_ANNOTATION] ?? 0));
    }
  }
  // Jobs that are done may be gone.
  const { stdout } = await context.kubectl.run(['get', '--filename', dist, '--ignore-not-found', '--output', 'json']);
  const { items } = JSON.parse(stdout) as { readonly items: readonly KubeObject[] };
  const made = items.filter((object) => !isLeftOut(object));
  const all = [...new Set(waves.values())]
    .sort((a, b) => a - b)
    .flatMap((wave): Wave[] => {
      const own = made
        .filter((object) => waves.get(nameOf(object)) === wave)
        .sort((a, b) => (madeAt(a) < madeAt(b) ? -1 : 1));
      const [first, last] = [own[0], own.at(-1)];
      return first === undefined || last === undefined ? [] : [{ wave, first, last }];
    });
  check(all.length === 6, `there are waves ${all.map(({ wave }) => wave).join(', ')}`);
  all.slice(1).forEach(({ wave, first }, i) => {
    const before = all[i]?.last;
    check(
      before !== undefined && madeAt(before) <= madeAt(first),
      `${nameOf(first)} of wave ${wave} was made before ${before === undefined ? '' : nameOf(before)}`,
    );
  });
  const begin = Date.parse(all[0] === undefined ? '' : madeAt(all[0].first));
  return all.map(({ wave, first }) => `wave ${wave} after ${(Date.parse(madeAt(first)) - begin) / 1000} s`).join(', ');
}
