/**
 * What users and running installations hold on to, as one flat list: selectors, claim templates, Services, Secret keys, values and metrics.
 * A change to a line of it is a migration: it does not go in by accident, and not without a note.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fastnext } from '../charts/fastnext';
import { Stack } from '../charts/stack';
import { Generated } from '../constructs/secrets/generated';
import { GeneratedSecret } from '../constructs/secrets/generated-secret';
import { evaluate } from '../constructs/values/evaluate';
import { exprOf } from '../constructs/values/expr';
import { loadValues } from '../constructs/values/input/load';
import { pathText } from '../constructs/values/problems';
import { leaves } from '../constructs/values/schema';
import { contextOf } from '../constructs/stack-context';
import { objectsOf } from '../packaging/manifests';
import { METRICS } from '../services/health-contract/src/catalogue';

/** Each entry by its name: what it is. */
export type Surface = Readonly<Record<string, string>>;

interface Plain {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: {
    readonly selector?: Readonly<Record<string, unknown>>;
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
    readonly ports?: readonly { readonly name: string; readonly port: number }[];
  };
}

/** Presets under which every object of the stack is there at least once. */
const VARIANTS: readonly (readonly string[])[] = [
  [],
  ['backend.canary.enabled=true', 'frontend.canary.enabled=true'],
  ['redis.mode=standalone', 'postgres.replicas=1'],
];

/** The list, of the sources as they are. */
export function surface(): Surface {
  const stack = new Stack(fastnext);
  const { release } = contextOf(stack);
  const entries = new Map<string, string>();
  for (const sets of VARIANTS) {
    const scope = { values: loadValues(fastnext, { sets }).values, release };
    for (const object of objectsOf(stack, scope).flatMap(({ objects }) => objects as unknown as Plain[])) {
      for (const [name, what] of entriesOf(object)) entries.set(name, what);
    }
    for (const secret of stack.node.findAll().filter((node): node is Generated => node instanceof Generated)) {
      const name = evaluate(exprOf(secret.generatedName), scope) as string;
      const keys = secret instanceof GeneratedSecret ? secret.keys : ['tls.crt', 'tls.key'];
      for (const key of keys) entries.set(`secret ${name} ${key}`, 'key');
    }
  }
  for (const { path, field } of leaves(fastnext.schema)) entries.set(`value ${pathText(path)}`, field.kind);
  for (const [name, { type, unit, labels }] of Object.entries(METRICS)) {
    entries.set(`metric ${name}`, [type, unit, ...labels].join(' '));
  }
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function entriesOf({ kind, metadata: { name }, spec = {} }: Plain): [name: string, what: string][] {
  const { selector, volumeClaimTemplates = [], ports = [] } = spec;
  return [
    ...(kind === 'Deployment' || kind === 'StatefulSet'
      ? [[`selector ${kind} ${name}`, JSON.stringify(selector?.['matchLabels'])] as [string, string]]
      : []),
    ...(kind === 'Service'
      ? ports.map((port): [string, string] => [`service ${name} ${port.name}`, String(port.port)])
      : []),
    ...volumeClaimTemplates.map((claim): [string, string] => [`claim ${kind} ${name} ${claim.metadata.name}`, 'claim']),
  ];
}

/** Entries that are not any more what they were. */
export const changedEntries = (before: Surface, now: Surface): readonly string[] =>
  Object.keys(before).filter((name) => before[name] !== now[name]);

/** Of these, the ones that the migration notes do not name in code quotes: `value backend.port`. */
export const withoutNote = (changed: readonly string[], notes: string): readonly string[] =>
  changed.filter((name) => !notes.includes(`\`${name}\``));

const root = join(__dirname, '..');
export const SURFACE_FILE = join(root, 'docs', 'reference', 'public-api.json');
const NOTES_FILE = join(root, 'docs', 'migrations.md');

/** The list as it was last written. */
export const writtenSurface = (): Surface => JSON.parse(readFileSync(SURFACE_FILE, 'utf8')) as Surface;
/** The text of the file. */
export const surfaceText = (of: Surface): string => `${JSON.stringify(of, null, 2)}\n`;

/** Writes the list, unless something changed without a note. @returns what lacks one */
export function writeSurface(): readonly string[] {
  const now = surface();
  const missing = withoutNote(changedEntries(writtenSurface(), now), readFileSync(NOTES_FILE, 'utf8'));
  if (missing.length === 0) writeFileSync(SURFACE_FILE, surfaceText(now));
  return missing;
}
