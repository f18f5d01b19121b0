/** A stack with both of its back ends, ready to be asked for the same installation. */
import { join } from 'node:path';
import { Stack, type StackDefinition } from '../../charts/stack';
import type { Problem } from '../../constructs/errors';
import { ScaleoutError } from '../../constructs/errors';
import type { Json } from '../../constructs/values/expr';
import { loadValues, type ValuesInput } from '../../constructs/values/input/load';
import { VERSION } from '../../constructs/version';
import { checkRules, helmFiles, objectsOf } from '../../packaging';
import type { HelmVersion } from '../helm/binaries';
import { scratchFolder } from '../helm/scratch';
import { helmTemplate, type HelmRelease } from '../helm/template';

/** What is compared: a stack, built once, and its chart on the disk. */
export interface Subject {
  readonly definition: StackDefinition;
  readonly stack: Stack;
  readonly chart: string;
}

/** One installation: what a person gives on the command line. */
export interface Installation extends Omit<ValuesInput, 'preset'> {
  readonly release: HelmRelease;
}

/** What a back end makes of an installation: its objects by kind and name, or why it refuses. */
export type Result =
  { readonly objects: Readonly<Record<string, Json>> } | { readonly refused: { readonly text: string } };

export const RELEASE: HelmRelease = { name: 'shop', namespace: 'shops' };

export function subjectOf(definition: StackDefinition): Subject {
  const stack = new Stack(definition);
  return { definition, stack, chart: join(scratchFolder(helmFiles(stack)), 'helm', definition.name) };
}

/** The objects that synth makes for an installation that Helm would manage. @throws ScaleoutError */
export function synthObjects(subject: Subject, { release, ...input }: Installation): Readonly<Record<string, Json>> {
  const { values } = loadValues(subject.definition, input);
  const scope = { values, release: { ...release, service: 'Helm', version: VERSION } };
  checkRules(subject.stack, scope);
  return byName(objectsOf(subject.stack, scope).flatMap(({ objects }) => objects));
}

/** The problems that synth finds; none when it accepts. */
export function synthProblems(subject: Subject, installation: Installation): readonly Problem[] {
  try {
    synthObjects(subject, installation);
    return [];
  } catch (error) {
    if (error instanceof ScaleoutError) return error.problems;
    throw error;
  }
}

/** The objects that Helm makes, or what it says. */
export async function helmObjects(subject: Subject, version: HelmVersion, installation: Installation): Promise<Result> {
  const { release, files = [], sets = [] } = installation;
  const flags = sets.flatMap((set) => ['--set', set]);
  const rendered = await helmTemplate(version, subject.chart, release, files, flags);
  if (!rendered.ok) return { refused: { text: rendered.stderr } };
  return { objects: byName(rendered.objects.filter((object) => !isHook(object))) };
}

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
}

/** Hooks, such as the pod of `helm test`, are left out of what `kubectl apply` takes. */
const isHook = (object: Json): boolean =>
  (object as unknown as KubernetesObject).metadata.annotations?.['helm.sh/hook'] !== undefined;

function byName(objects: readonly Json[]): Readonly<Record<string, Json>> {
  const result: Record<string, Json> = {};
  for (const object of objects) {
    const { kind, metadata } = object as unknown as KubernetesObject;
    const key = `${kind}/${metadata.name}`;
    if (key in result) throw new Error(`${key} is there twice`);
    result[key] = object;
  }
  return result;
}
