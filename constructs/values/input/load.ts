/** From files, flags and presets to complete, checked values. */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { ScaleoutError, type Problem } from '../../errors';
import type { Json } from '../expr';
import { problemsOf, suggestion } from '../problems';
import { withoutDefaults } from '../schema';
import { coalesce, overlay, type Layer } from './layers';
import { parseSetFlag } from './set-flag';
import { parseValuesFile } from './yaml-file';

/** Where values come from; later ones win, in this order. */
export interface ValuesInput {
  /** The name of a preset. @default - none */
  readonly preset?: string;
  /** Paths of values files. `-` is the standard input. @default - none */
  readonly files?: readonly string[];
  /** Texts of `--set`. @default - none */
  readonly sets?: readonly string[];
}

/** Values that were given, and what they come to. */
export interface LoadedValues {
  /** Every value there is. */
  readonly values: Json;
  /** What differs from the defaults, as given. */
  readonly overrides: Json;
  /** Where a key was given, for errors about it; undefined for a default. */
  readonly locate: (path: readonly string[]) => string | undefined;
  /** The same with another preset, if one is named, and with more over all of it. Nothing is read again. */
  readonly variant: (preset: string | undefined, over: readonly Layer[]) => LoadedValues;
}

/** What is loaded into. */
export interface Target {
  readonly schema: z.ZodType;
  readonly presets: Readonly<Record<string, { readonly values: Readonly<Record<string, unknown>> }>>;
}

/**
 * Loads values. Everything that is wrong with their shape is refused at once, each with its file and line.
 *
 * @throws ScaleoutError SCALE-VALUES-…
 */
export function loadValues(target: Target, input: ValuesInput): LoadedValues {
  return combine(target, input, readLayers(input.files ?? []), []);
}

function combine(
  target: Target,
  { preset, sets = [] }: ValuesInput,
  files: readonly Layer[],
  over: readonly Layer[],
): LoadedValues {
  const layers: Layer[] = [presetLayer(target, preset), ...files];
  let overrides = layers.reduce<Json>((below, layer) => overlay(below, layer.value), {});
  for (const text of sets) {
    const layer = parseSetFlag(text, overrides);
    overrides = layer.value;
    layers.push(layer);
  }
  for (const layer of over) {
    overrides = overlay(overrides, layer.value);
    layers.push(layer);
  }
  const defaults = target.schema.parse({}) as Json;
  const values = coalesce(defaults, overrides);
  const problems = checkShape(target.schema, values, layers);
  if (problems.length > 0) throw new ScaleoutError(problems);
  return {
    ...{ values, overrides },
    locate: (path) => locate(layers, path),
    variant: (other = preset, more) => combine(target, { preset: other, sets }, files, [...over, ...more]),
  };
}

/** What is wrong with the shape of complete values. */
export function checkShape(schema: z.ZodType, values: Json, layers: readonly Layer[] = []): Problem[] {
  const parsed = withoutDefaults(schema).safeParse(values);
  if (parsed.success) return [];
  return problemsOf(parsed.error, { schema, value: values }).map(({ keys, ...problem }) => {
    const at = locate(layers, keys);
    return at === undefined ? problem : { at, ...problem };
  });
}

/** The line of the nearest key that someone wrote, in the latest source that has it. */
function locate(layers: readonly Layer[], path: readonly string[]): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const at = layers.map((layer) => layer.locate(path.slice(0, length))).findLast((place) => place !== undefined);
    if (at !== undefined) return at;
  }
  return undefined;
}

function presetLayer(target: Target, name: string | undefined): Layer {
  if (name === undefined) return { value: {}, locate: () => undefined };
  const preset = Object.hasOwn(target.presets, name) ? target.presets[name] : undefined;
  if (preset === undefined) {
    const names = Object.keys(target.presets);
    const near = suggestion(name, names);
    throw new ScaleoutError([
      {
        code: 'SCALE-VALUES-012',
        at: `--preset ${name}`,
        message: `the presets are ${names.join(', ')}`,
        ...(near === undefined ? {} : { remedy: `Did you mean '${near}'?` }),
      },
    ]);
  }
  return { value: preset.values as Json, locate: () => `--preset ${name}` };
}

/**
 * Reads values files; `-` is the standard input.
 *
 * @throws ScaleoutError SCALE-VALUES-010 with everything in them that cannot be read
 */
export function readLayers(files: readonly string[]): Layer[] {
  const problems: Problem[] = [];
  const layers = files.flatMap((file) => {
    try {
      return [parseValuesFile(readFileSync(file === '-' ? 0 : file, 'utf8'), file === '-' ? 'stdin' : file)];
    } catch (error) {
      if (error instanceof ScaleoutError) problems.push(...error.problems);
      else
        problems.push({
          code: 'SCALE-VALUES-010',
          at: file,
          message: `it cannot be read: ${(error as Error).message}`,
        });
      return [];
    }
  });
  if (problems.length > 0) throw new ScaleoutError(problems);
  return layers;
}
