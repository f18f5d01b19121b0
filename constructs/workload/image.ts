/** The name of an image, from its parts. */
import type { Construct } from 'constructs';
import type { z } from 'zod';
import { contextOf } from '../stack-context';
import { Expr, type Param } from '../values/expr';
import { helper } from '../values/helper';
import { choose, include, isSet, str } from '../values/ops';
import type { Params } from '../values/props';
import { refs, variable } from '../values/refs';
import { imageValues } from './values';

type Image = Params<z.output<ReturnType<typeof imageValues>>>;

const image = refs(imageValues(''), variable('image'));
const parameter = (name: string) => new Expr<string>('string', { op: 'variable', name, path: [] }, true);
const registry = parameter('registry');
const version = parameter('version');

/** `registry/repository:tag`, or `@digest` in place of the tag. */
const imageName = helper<string>(
  {
    name: 'image',
    doc: 'The full name of an image: registry, repository, and digest or tag.',
    params: ['image', 'registry', 'version'],
  },
  str`${choose(isSet(registry), str`${registry}/`, '')}${image.repository}${choose(
    isSet(image.digest),
    str`@${image.digest}`,
    str`:${choose(isSet(image.tag), image.tag, version)}`,
  )}`,
);

/** The full name of an image, with the registry of the stack around. */
export function imageOf(scope: Construct, parts: Image): Param<string> {
  const context = contextOf(scope);
  return include(imageName, { image: parts, registry: context.pods.imageRegistry, version: context.version });
}

/** `shop/api:1.4.2` and `shop/api@sha256:…` as parts. */
export function parseImage(name: string): { repository: string; tag?: string; digest?: string } {
  const [rest = '', digest] = name.split('@', 2);
  const colon = rest.lastIndexOf(':');
  const tagged = colon > rest.lastIndexOf('/');
  return {
    repository: tagged ? rest.slice(0, colon) : rest,
    ...(tagged ? { tag: rest.slice(colon + 1) } : {}),
    ...(digest === undefined ? {} : { digest }),
  };
}
