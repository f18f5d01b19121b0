/** Makes first passwords: Secrets that are not there, and keys that they lack. What is there is never changed. */
import { TaskFailure } from '../failure';
import type { Log } from '../log';
import type { Secret, Secrets } from './kubernetes';
import { newPassword } from './password';
import type { WantedSecret } from './wanted';

/** How often another writer may come first before this gives up. */
const CONFLICTS = 10;

/**
 * Kept out of the hands of those who would remove what is in no manifest: Argo CD's pruning and comparison, and Helm.
 */
const ANNOTATIONS = {
  'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
  'argocd.argoproj.io/sync-options': 'Prune=false',
  'helm.sh/resource-policy': 'keep',
};

export interface MakeOptions {
  readonly labels: Readonly<Record<string, string>>;
  readonly dryRun: boolean;
  readonly log: Log;
}

export type Outcome = 'created' | 'completed' | 'untouched';

/** Makes all that is wanted; says for each what was done. */
export async function makeSecrets(
  secrets: Secrets,
  wanted: readonly WantedSecret[],
  options: MakeOptions,
): Promise<readonly { readonly name: string; readonly outcome: Outcome; readonly keys: readonly string[] }[]> {
  const results = [];
  for (const secret of wanted) {
    const { outcome, keys } = await make(secrets, secret, options);
    const would = options.dryRun && outcome !== 'untouched' ? 'would be ' : '';
    options.log.info({ secret: secret.name, keys }, `${would}${outcome}`);
    results.push({ name: secret.name, outcome, keys });
  }
  return results;
}

async function make(
  secrets: Secrets,
  { name, keys }: WantedSecret,
  { labels, dryRun }: MakeOptions,
): Promise<{ readonly outcome: Outcome; readonly keys: readonly string[] }> {
  for (let tries = 0; tries < CONFLICTS; tries += 1) {
    const there = await secrets.get(name);
    if (there === undefined) {
      const created = dryRun || (await secrets.create(newSecret(name, keys, labels), name));
      if (created) return { outcome: 'created', keys };
      continue;
    }
    const missing = lacking(there, keys);
    if (missing.length === 0) return { outcome: 'untouched', keys: [] };
    // With the version that was read: a key that someone else adds meanwhile is not overwritten.
    const patch = { metadata: { resourceVersion: there.metadata.resourceVersion }, stringData: passwords(missing) };
    if (dryRun || (await secrets.patch(name, patch))) return { outcome: 'completed', keys: missing };
  }
  throw new TaskFailure('SCALE-TASK-003', `the Secret ${name} was changed by someone else ${CONFLICTS} times in a row`);
}

/** An empty password is none: nothing could log in with it, so it counts as missing. */
function lacking({ data = {} }: Secret, keys: readonly string[]): string[] {
  return keys.filter((key) => (data[key] ?? '') === '');
}

const passwords = (keys: readonly string[]): Record<string, string> =>
  Object.fromEntries(keys.map((key) => [key, newPassword()]));

function newSecret(name: string, keys: readonly string[], labels: Readonly<Record<string, string>>): object {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, labels, annotations: ANNOTATIONS },
    type: 'Opaque',
    stringData: passwords(keys),
  };
}
