/** Where Argo CD finds what was written, and where it puts it. */
import type { z } from 'zod';
import { ScaleoutError } from '../../constructs/errors';
import type { Json } from '../../constructs/values/expr';
import { group, token } from '../../constructs/values/fields';
import { problemsOf } from '../../constructs/values/problems';

/** Where Argo CD finds what was written. */
export interface ArgocdOptions {
  /** The git repository that holds dist/. @default - the project's own */
  readonly repo?: string;
  /** Branch, tag or commit. @default 'main' */
  readonly revision?: string;
  /** The folder of dist/ in the repository. @default 'dist' */
  readonly path?: string;
  /** The namespace that the stack is put into. @default - the stack's name */
  readonly namespace?: string;
  /** The installation's name, as in `helm install NAME`. @default - the stack's name */
  readonly release?: string;
  /** A file of targets, one installation each: see docs/argocd.md. @default - `staging` and `production`, with the same values */
  readonly targets?: string;
}

/** The one cluster that Argo CD itself runs in. */
export const OWN_CLUSTER = 'https://kubernetes.default.svc';

/** A DNS label, or nothing. */
export const LABEL = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?$/;
export const LABEL_RULE = 'a DNS label: at most 63 lower-case letters, digits and dashes';
/** What Helm takes as the name of a release. */
export const RELEASE_NAME = /^([a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?)?$/;
export const RELEASE_RULE = 'the name of a release: at most 53 lower-case letters, digits and dashes';
/** What git takes as a branch, a tag or a commit, in so far as anyone uses it; or a range of versions. */
export const REVISION = /^[A-Za-z0-9~^>=<.*][A-Za-z0-9._/~^>=<*+-]{0,254}$|^$/;
export const REVISION_RULE = 'a branch, a tag or a commit';

const schema = group('Argo CD.', {
  repo: token('', /^$|^(\S+:\/\/|[^\s/:@]+@[^\s/:]+:)\S+$/, 'the address of a git repository', 'Repository.'),
  revision: token('', REVISION, REVISION_RULE, 'Revision.'),
  path: token('', /^$|^(?!\/)(?!(.*\/)?\.\.(\/|$))\S+$/, 'a folder within the repository', 'Folder.'),
  namespace: token('', LABEL, LABEL_RULE, 'Namespace.'),
});

/**
 * Refuses what Argo CD could not read or write.
 *
 * @throws ScaleoutError SCALE-VALUES-004 with each option that is wrong
 */
export function checkOptions({ repo, revision, path, namespace }: ArgocdOptions): void {
  // What was given is not empty: nothing would stand where a name has to.
  const given = Object.entries({ repo, revision, path, namespace }).filter(([, value]) => value !== undefined);
  const empty = given.filter(([, value]) => value === '').map(([key]) => key);
  const value = Object.fromEntries(given) as Json;
  const parsed = (schema as z.ZodType).safeParse(value);
  const problems = [
    ...empty.map((key) => ({ code: 'SCALE-VALUES-004' as const, path: key, message: 'nothing is given' })),
    ...(parsed.success ? [] : problemsOf(parsed.error, { schema, value })),
  ];
  if (problems.length > 0) {
    throw new ScaleoutError(
      problems.map(({ code, path: key = '', message }) => ({ code, at: `--argocd-${key}`, message })),
    );
  }
}
