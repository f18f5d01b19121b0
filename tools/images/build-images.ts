import { performance } from 'node:perf_hooks';
import type { Image } from './catalogue';
import { buildCommand, pushCommands, sizeOf, type Engine } from './engines';
import type { Options } from './options';
import { pasteable, type Run } from './run';

/** What became of an image. */
export interface Built {
  readonly name: string;
  readonly ref: string;
  /** Where it was pushed to. */
  readonly pushed?: string;
  readonly seconds: number;
  readonly size?: string;
}

/** The first command that failed on the way to an image. */
export interface Failed {
  readonly name: string;
  readonly command: string;
  readonly log: string;
}

/** An image to be, with all commands it takes. */
export interface Plan {
  readonly image: Image;
  readonly ref: string;
  readonly remote?: string;
  readonly commands: readonly (readonly string[])[];
}

/** The commands for each image, before any of them runs. */
export function plan(engine: Engine, images: readonly Image[], tag: string, options: Options): Plan[] {
  return images.map((image) => {
    const ref = `scaleout/${image.name}:${tag}`;
    const remote = options.push === undefined ? undefined : `${options.push}/${ref}`;
    const build = buildCommand(engine, image, ref, options.builderArg);
    const push = remote === undefined ? [] : pushCommands(engine, ref, remote, options.pushArg);
    return { image, ref, remote, commands: [build, ...push] };
  });
}

/** Carries out one plan, up to the first command that fails. */
export async function carryOut(run: Run, engine: Engine, root: string, todo: Plan): Promise<Built | Failed> {
  const begin = performance.now();
  for (const command of todo.commands) {
    const { code, log } = await run(command, { cwd: root });
    if (code !== 0) return { name: todo.image.name, command: pasteable(command), log };
  }
  return {
    name: todo.image.name,
    ref: todo.ref,
    pushed: todo.remote,
    seconds: Math.round((performance.now() - begin) / 100) / 10,
    size: await sizeOf(run, engine, todo.ref),
  };
}

/** Whether an image came to nothing. */
export const hasFailed = (result: Built | Failed): result is Failed => 'log' in result;
