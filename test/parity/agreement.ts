/** The property that everything here is about. */
import fc from 'fast-check';
import type { HelmVersion } from '../helm/binaries';
import { scratchFile } from '../helm/scratch';
import type { HelmRelease } from '../helm/template';
import { writeYaml } from '../helm/yaml';
import { overrides, type Tree } from './arbitrary';
import { differences } from './differences';
import { releases } from './releases';
import { repair } from './repair';
import type { Property } from './runs';
import { helmObjects, RELEASE, synthObjects, type Installation, type Subject } from './subject';

/** Helm makes what synth makes. @throws Error with every difference */
export async function agree(
  subject: Subject,
  version: HelmVersion,
  installation: Partial<Installation>,
): Promise<void> {
  const whole = { release: RELEASE, ...installation };
  const synth = synthObjects(subject, whole);
  const helm = await helmObjects(subject, version, whole);
  if ('refused' in helm) throw new Error(`synth accepts, and ${version} refuses: ${helm.refused.text}`);
  const found = differences(synth, helm.objects);
  if (found.length === 0) return;
  const more = found.length > 10 ? [`and ${found.length - 10} more`] : [];
  throw new Error(['synth and Helm differ:', ...found.slice(0, 10), ...more].join('\n'));
}

/** Values and a release, generated. */
export interface Generated {
  readonly values: Tree;
  readonly release: HelmRelease;
}

/** Values that are accepted, and a release to install them as. */
export const installations = ({ definition, stack }: Subject): fc.Arbitrary<Generated> =>
  fc.record({
    values: overrides(definition.schema).map((values) => repair(stack, values)),
    release: releases(definition.name),
  });

/** For all accepted values, given as a file, and all releases, Helm makes what synth makes. */
export const agreement = (subject: Subject, version: HelmVersion): Property<Generated> => ({
  arbitrary: installations(subject),
  tell,
  check: ({ values, release }) => agree(subject, version, { release, files: [scratchFile(writeYaml(values))] }),
});

/** As one would type it. */
export const tell = ({ values, release }: Generated): string =>
  `helm template ${release.name} --namespace ${release.namespace}, with the values\n${writeYaml(values)}`;
