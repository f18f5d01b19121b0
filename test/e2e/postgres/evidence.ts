import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../context';
import type { Round } from './trial';
import { names } from './stack';

/** Keeps what a round was judged by, for those who want to know why: the load's report, and the logs of all pods. */
export async function keepEvidence(
  context: Context,
  folder: string | undefined,
  run: string,
  round: Round,
): Promise<void> {
  if (folder === undefined) return;
  const place = join(folder, run);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'round.json'), JSON.stringify(round));
  const minutes = `${Math.ceil(round.report.endedAt / 60_000) + 1}m`;
  const pods = await context.kubectl.list('pods', names.all);
  for (const { metadata, status } of pods)
    for (const { name: container, restartCount } of status.containerStatuses ?? [])
      for (const previous of restartCount > 0 ? [true, false] : [false]) {
        const which = ['logs', metadata.name, '--container', container, '--timestamps', `--since=${minutes}`];
        const { stdout } = await context.kubectl.try([...which, ...(previous ? ['--previous'] : [])]);
        writeFileSync(join(place, `${metadata.name}.${container}${previous ? '.previous' : ''}.log`), stdout);
      }
}
