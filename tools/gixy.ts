/**
 * gixy, the static analyser of nginx configurations: what is dangerous in one that nginx itself takes. `tsx tools/gixy.ts FILE…` prints what
 * it finds, and fails when there is something.
 *
 * The fork that is kept up, `gixy-ng`, from PyPI into an environment of its own in the cache of node_modules; it needs Python 3.
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { PythonTool } from './python-tool';

const TOOL = new PythonTool('gixy-ng', '0.2.59');

/** Something that gixy does not like. */
export interface Finding {
  /** `alias_traversal`. */
  readonly check: string;
  readonly severity: 'UNSPECIFIED' | 'LOW' | 'MEDIUM' | 'HIGH';
  readonly summary: string;
  /** What of it is so here. `''` where the summary says all. */
  readonly reason: string;
  readonly file: string;
  readonly line: number;
}

const REPORT = z.array(
  z
    .object({
      plugin: z.string(),
      severity: z.enum(['UNSPECIFIED', 'LOW', 'MEDIUM', 'HIGH']),
      summary: z.string(),
      reason: z.string(),
      file: z.string(),
      line: z.number(),
    })
    .transform(({ plugin, ...rest }): Finding => ({ check: plugin, ...rest })),
);

/** Sees to it that gixy is there. @returns why there is none */
export const reasonForNoGixy = (): string | undefined => TOOL.reasonForNone();

/**
 * Looks at an nginx.conf and all files that it includes. It takes what has mistakes in its syntax: those are for `nginx -t`.
 *
 * @param options `without` are checks that are left out; `nginx` is the version that it is for, `1.30.6`
 * @throws an error with what gixy says when it cannot look at it
 */
export function gixy(
  file: string,
  options: { readonly without?: readonly string[]; readonly nginx?: string } = {},
): readonly Finding[] {
  const { without = [], nginx } = options;
  const more = [
    ...(without.length > 0 ? ['--skips', without.join(',')] : []),
    ...(nginx === undefined ? [] : ['--nginx-version', nginx]),
  ];
  // It fails when it finds something, and when it cannot look: only in the second case there is no report.
  const { stdout, stderr } = TOOL.run(['-m', 'gixy', '--format', 'json', ...more, resolve(file)]);
  if (stdout.trim() === '') throw new Error(stderr.trim());
  return REPORT.parse(JSON.parse(stdout));
}

const lineOf = ({ file, line, severity, check, summary, reason }: Finding): string =>
  `${file}:${line}: ${severity} ${check}: ${[summary, reason].filter(Boolean).join(' ')}`;

if (require.main === module) TOOL.command((files) => files.flatMap((file) => gixy(file)).map(lineOf));
