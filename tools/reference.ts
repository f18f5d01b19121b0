/** The generated files of docs/reference/: every value, every code, who talks to whom, sizes, all that is public, and the API of the health sidecar. `npm run docs` writes them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fastnext } from '../charts/fastnext';
import { CODES, type CodeEntry } from '../constructs/errors';
import type { OutputFile } from '../packaging/output';
import { valuesTable } from '../packaging/values/table';
import { SIDECAR_CODES } from '../services/health-sidecar/src/codes';
import { openapiDocument } from '../services/health-sidecar/src/http/openapi';
import { AGENT_CODES } from '../services/redis-agent/src/codes';
import { CLIENT_CODES } from '../services/redis-client/src/codes';
import { TASK_CODES } from '../services/tasks/src/codes';
import { networkPage } from './network-page';
import { surface, surfaceText, writeSurface } from './public-api';
import { sizingPage } from './sizing-page';

/** The files, relative to docs/reference/. */
export function referencePages(): OutputFile[] {
  return [
    { path: 'values.md', content: valuesPage() },
    { path: 'errors.md', content: errorsPage() },
    { path: 'network.md', content: networkPage() },
    { path: 'sizing.md', content: sizingPage() },
    { path: 'public-api.json', content: surfaceText(surface()) },
    { path: 'health-api.openapi.json', content: `${JSON.stringify(openapiDocument(), null, 2)}\n` },
  ];
}

function valuesPage(): string {
  return `# Values

Every value of the reference stack, generated from its schema. \`npx scaleout explain PATH\` says the same of one of them,
with its type and range; \`npx scaleout values\` prints them as YAML.

A source names where a default was borrowed from: FastNext is the design that the reference stack carries out.

${valuesTable(fastnext.schema)}
`;
}

function errorsPage(): string {
  const entries = Object.entries<CodeEntry>({
    ...CODES,
    ...TASK_CODES,
    ...CLIENT_CODES,
    ...AGENT_CODES,
    ...SIDECAR_CODES,
  }).map(([code, { title, cause, remedy }]) => `## ${code}: ${title}\n\n${cause}\n\n**Remedy.** ${remedy}\n`);
  return `# Errors

Every refusal has a code. \`scaleout synth\` prints it with the file and line; Helm prints the codes of cross-field rules
(SCALE-WORKLOAD-…) with the same words, and refuses the shape of values (SCALE-VALUES-001 to -007) by the schema of the chart, in
words of its own. Nothing is written when something is refused. The codes of the Jobs (SCALE-TASK-…) are in their logs, and
those of the Redis client (SCALE-CLIENT-…) in the errors of the app that uses it. Those of the agents of Redis (SCALE-AGENT-…) are in
their logs and on the page of the one that acts, which changes nothing while it shows one. Those of the health sidecar (SCALE-SIDECAR-…)
are in its log, and printed by \`check\` of its image.

${entries.join('\n')}`;
}

if (require.main === module) {
  const folder = join(__dirname, '..', 'docs', 'reference');
  mkdirSync(folder, { recursive: true });
  for (const { path, content } of referencePages().filter(({ path }) => path !== 'public-api.json'))
    writeFileSync(join(folder, path), content);
  const missing = writeSurface();
  if (missing.length > 0) {
    console.error(
      'These are public, and changed or gone. Name them in docs/migrations.md, in code quotes, with what to do:',
    );
    for (const name of missing) console.error(`  \`${name}\``);
    process.exitCode = 1;
  }
}
