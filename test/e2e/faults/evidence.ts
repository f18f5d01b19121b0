import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../context';

/** What a round was judged by, and for how long it went on. */
interface Judged {
  readonly report: { readonly endedAt: number };
}

/** Keeps what a round was judged by, for those who want to know why: the load's report, and the logs of all pods. */
export async function keepEvidence(
  { kubectl }: Context,
  folder: string | undefined,
  run: string,
  round: Judged,
  selector: string,
): Promise<void> {
  if (folder === undefined) return;
  const place = join(folder, run);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'round.json'), JSON.stringify(round));
  const minutes = `${Math.ceil(round.report.endedAt / 60_000) + 1}m`;
  for (const { metadata, status } of await kubectl.list('pods', selector))
    for (const { name: container, restartCount } of [
      ...(status.initContainerStatuses ?? []),
      ...(status.containerStatuses ?? []),
    ])
      for (const previous of restartCount > 0 ? [true, false] : [false]) {
        const which = ['logs', metadata.name, '--container', container, '--timestamps', `--since=${minutes}`];
        const { stdout } = await kubectl.try([...which, ...(previous ? ['--previous'] : [])]);
        writeFileSync(join(place, `${metadata.name}.${container}${previous ? '.previous' : ''}.log`), stdout);
      }
}
