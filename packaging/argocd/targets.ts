/** Targets: the environments and regions that one stack is installed in, each with values of its own. */
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { ScaleoutError, type Problem } from '../../constructs/errors';
import type { Json } from '../../constructs/values/expr';
import { group, optionalName, token } from '../../constructs/values/fields';
import type { Layer } from '../../constructs/values/input/layers';
import { readLayers } from '../../constructs/values/input/load';
import { parseValuesFile } from '../../constructs/values/input/yaml-file';
import { problemsOf } from '../../constructs/values/problems';
import { LABEL, LABEL_RULE, RELEASE_NAME, RELEASE_RULE, REVISION, REVISION_RULE } from './place';

/** One installation of the stack, as a file of targets has it. All but its name may be left out. */
export interface Target {
  /** Tells it from the others; the end of its Application's name. */
  readonly name: string;
  /** A label of its Application, such as `production`. @default - none */
  readonly environment: string;
  /** A label of its Application, such as `eu-west-1`. @default - none */
  readonly region: string;
  /** The address of its cluster, as Argo CD knows it. @default - the cluster that Argo CD runs in */
  readonly server: string;
  /** The name of its cluster, in place of the address. @default - none */
  readonly cluster: string;
  /** @default - as for the single Applications */
  readonly namespace: string;
  /** @default - as for the single Applications */
  readonly release: string;
  /** Branch, tag or commit, to hold an environment back. @default - as for the single Applications */
  readonly revision: string;
  /** @default - that of the command */
  readonly preset: string;
  /** Values that are its own, which go over those that all have; the last wins. */
  readonly layers: readonly Layer[];
}

const targetFields = group('A target.', {
  environment: token('', LABEL, LABEL_RULE, 'Environment.'),
  region: token('', LABEL, LABEL_RULE, 'Region.'),
  server: token('', /^$|^https?:\/\/[^\s/]+(\/\S*)?$/, 'the URL of an API server', 'Cluster, by address.'),
  cluster: token('', /^$|^[^\s/]{1,253}$/, 'the name that Argo CD has for a cluster', 'Cluster, by name.'),
  namespace: token('', LABEL, LABEL_RULE, 'Namespace.'),
  release: token('', RELEASE_NAME, RELEASE_RULE, 'Release.'),
  revision: token('', REVISION, REVISION_RULE, 'Revision.'),
  preset: optionalName('', 'Preset.'),
  files: z.array(z.string().min(1)).default([]).meta({ description: 'Values files.' }),
  values: z.record(z.string(), z.unknown()).default({}).meta({ description: 'Values.' }),
});

/** Leaves room for the stack's name and a dash within what a label may hold. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/;
const NAME_RULE = 'the name of a target: at most 22 lower-case letters, digits and dashes';

/**
 * Reads a file of targets: a map from name to target. Paths of values files in it are relative to it.
 *
 * @throws ScaleoutError with everything in it that is wrong, each with its line
 */
export function readTargets(file: string): readonly Target[] {
  const layer = parseTargets(file);
  const entries = Object.entries(layer.value as Readonly<Record<string, Json>>);
  if (entries.length === 0) {
    throw new ScaleoutError([{ code: 'SCALE-ARGOCD-001', at: file, message: 'there is no target in it' }]);
  }
  const problems: Problem[] = [];
  const targets = entries.flatMap(([name, value]): Target[] => {
    const wrong = problemsOfTarget(name, value ?? {}, layer);
    problems.push(...wrong);
    if (wrong.length > 0) return [];
    const { files, values, ...rest } = targetFields.parse(value ?? {});
    const inline: Layer = { value: values as Json, locate: (path) => layer.locate([name, 'values', ...path]) };
    try {
      const paths = files.map((path) => (isAbsolute(path) ? path : join(dirname(file), path)));
      return [{ name, ...rest, layers: [...readLayers(paths), inline] }];
    } catch (error) {
      if (!(error instanceof ScaleoutError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new ScaleoutError(problems);
  return targets;
}

function parseTargets(file: string): Layer {
  try {
    return parseValuesFile(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof ScaleoutError) throw error;
    const message = `it cannot be read: ${(error as Error).message}`;
    throw new ScaleoutError([{ code: 'SCALE-VALUES-010', at: file, message }]);
  }
}

function problemsOfTarget(name: string, value: Json, layer: Layer): Problem[] {
  const at = (keys: readonly string[]) => layer.locate(keys) ?? layer.locate([name]);
  const problems: Problem[] = [];
  if (!NAME.test(name)) {
    problems.push({ code: 'SCALE-VALUES-004', at: at([name]), path: name, message: `'${name}' must be ${NAME_RULE}` });
  }
  const parsed = (targetFields as z.ZodType).safeParse(value);
  if (!parsed.success) {
    const found = problemsOf(parsed.error, { schema: targetFields, value, base: [name] });
    problems.push(...found.map(({ keys, ...problem }) => ({ at: at(keys), ...problem })));
  } else {
    const { server, cluster } = parsed.data as { readonly server: string; readonly cluster: string };
    if (server !== '' && cluster !== '') {
      const message = `server is '${server}' and cluster is '${cluster}'`;
      problems.push({ code: 'SCALE-ARGOCD-002', at: at([name, 'cluster']), path: `${name}.cluster`, message });
    }
  }
  return problems;
}

/**
 * What is there when no targets are given: two environments in namespaces of their own. Both have the values that were given, since a
 * smaller preset below them could contradict them.
 */
export function defaultTargets(namespace: string): readonly Target[] {
  return ['staging', 'production'].map((environment) => ({
    ...{ name: environment, environment, region: '', server: '', cluster: '', release: '', revision: '', preset: '' },
    // A namespace has 63 characters.
    namespace: `${namespace.slice(0, 62 - environment.length)}-${environment}`,
    layers: [],
  }));
}
