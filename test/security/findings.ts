/** What a scanner found, held against what is refuted. */
import type { Finding } from '../../tools/checkov';
import type { Refuted } from './refuted';

const refutes = ({ rule, objects }: Refuted, finding: Finding): boolean =>
  rule === finding.rule && objects.test(finding.object);

/** The findings that nothing refutes, a line each. */
export const unrefuted = (findings: readonly Finding[], refuted: readonly Refuted[]): readonly string[] =>
  findings
    .filter((finding) => !refuted.some((entry) => refutes(entry, finding)))
    .map(({ file, object, rule, title }) => `${file}: ${object}: ${rule}: ${title}`);

/** What is refuted and was not found, a line each. */
export const idle = (findings: readonly Finding[], refuted: readonly Refuted[]): readonly string[] =>
  refuted
    .filter((entry) => !findings.some((finding) => refutes(entry, finding)))
    .map(({ rule, objects }) => `${rule} of ${String(objects)}`);
