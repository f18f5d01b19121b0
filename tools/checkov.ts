/**
 * checkov, the analyser of infrastructure: what is dangerous in manifests that Kubernetes itself takes. `tsx tools/checkov.ts FOLDER` prints
 * what it finds in the files of a folder, and fails when there is something.
 *
 * From PyPI into an environment of its own in the cache of node_modules; it needs Python 3.
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { PythonTool } from './python-tool';

/** A hundred packages come with it. */
const INSTALL_SECONDS = 400;
const TOOL = new PythonTool('checkov', '3.3.30', INSTALL_SECONDS);

/** Something that a scanner does not like. */
export interface Finding {
  /** `CKV_K8S_43`. */
  readonly rule: string;
  /** What the rule is about, in a sentence of the scanner. */
  readonly title: string;
  /** `StatefulSet/shop-postgres`. */
  readonly object: string;
  /** Within the folder. */
  readonly file: string;
}

/** What was looked at. */
export interface Report {
  /** Checks that were passed: that there are some says that the objects were read. */
  readonly passed: number;
  /** How many files could not be read. */
  readonly unreadable: number;
  readonly findings: readonly Finding[];
}

const REPORT = z
  .object({
    results: z.object({
      failed_checks: z.array(
        z.object({ check_id: z.string(), check_name: z.string(), resource: z.string(), file_path: z.string() }),
      ),
    }),
    summary: z.object({ passed: z.number(), parsing_errors: z.number() }),
  })
  .transform(({ results, summary }): Report => ({
    passed: summary.passed,
    unreadable: summary.parsing_errors,
    findings: results.failed_checks.map((each) => ({
      rule: each.check_id,
      title: each.check_name,
      object: objectOf(each.resource),
      file: each.file_path.replace(/^\//, ''),
    })),
  }));

/** checkov says `Kind.namespace.name`, and `default` where none is said; a name may have dots, and what follows a blank is a label. */
const objectOf = (resource: string): string =>
  resource.replace(/^([^.]+)\.[^.]+\.(\S+).*$/, (_, kind: string, name: string) => `${kind}/${name}`);

/** Sees to it that checkov is there. @returns why there is none */
export const reasonForNoCheckov = (): string | undefined => TOOL.reasonForNone();

/**
 * Looks at all manifests below a folder, in one run: to start takes longer than to look.
 *
 * @throws an error with what checkov says when it cannot look at it
 */
export function checkov(folder: string): Report {
  const how = ['--framework', 'kubernetes', '--compact', '--quiet', '--output', 'json', '--skip-download'];
  // It fails when it finds something, and when it cannot look: only in the second case there is no report.
  const { stdout, stderr } = TOOL.run(['-m', 'checkov.main', '--directory', resolve(folder), ...how]);
  return readReport(stdout, stderr);
}

/**
 * What checkov printed, as a report.
 *
 * @throws an error with what it complained of when it printed none, as of a folder without a manifest, of which it says no more than zeros
 */
export function readReport(stdout: string, stderr = ''): Report {
  const report: unknown = stdout.trim() === '' ? undefined : JSON.parse(stdout);
  if (!(report instanceof Object && 'results' in report)) {
    throw new Error(`checkov had nothing to look at. ${stderr.trim()}`.trim());
  }
  return REPORT.parse(report);
}

if (require.main === module) {
  TOOL.command(([folder]) => {
    if (folder === undefined) throw new Error('usage: tsx tools/checkov.ts FOLDER');
    return checkov(folder).findings.map(({ file, object, rule, title }) => `${file}: ${object}: ${rule}: ${title}`);
  });
}
