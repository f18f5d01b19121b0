/** Makes first passwords and certificates: Secrets that are not there, and keys that they lack. What others wrote is never changed. */
import { TaskFailure } from '../failure';
import type { Log } from '../log';
import { certificateSecret } from './certificate-secret';
import type { Secret, Secrets } from './kubernetes';
import { passwordSecret } from './password-secret';
import type { Content, Decision, Recipe } from './recipe';
import type { WantedCertificate, WantedSecret } from './wanted';

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

/** Makes all that is wanted; says for each what was done. */
export async function makeSecrets(
  secrets: Secrets,
  wanted: readonly (WantedSecret | WantedCertificate)[],
  options: MakeOptions,
): Promise<readonly (Decision & { readonly name: string })[]> {
  const results = [];
  for (const one of wanted) {
    const recipe = 'hosts' in one ? certificateSecret(one) : passwordSecret(one);
    const { name } = recipe;
    const decision = await make(secrets, recipe, options);
    const { outcome, ...about } = decision;
    const would = options.dryRun && outcome !== 'untouched' ? 'would be ' : '';
    options.log.info({ secret: name, ...about }, `${would}${outcome}`);
    results.push({ name, ...decision });
  }
  return results;
}

async function make(secrets: Secrets, recipe: Recipe, { labels, dryRun }: MakeOptions): Promise<Decision> {
  const { name } = recipe;
  for (let tries = 0; tries < CONFLICTS; tries += 1) {
    const there = await secrets.get(name);
    const decision = recipe.decide(there);
    if (dryRun || decision.outcome === 'untouched') return decision;
    const content = await recipe.content(decision.keys);
    const written =
      there === undefined
        ? await secrets.create(newSecret(recipe, content, labels), name)
        : await secrets.patch(name, patchOf(there, content));
    if (written) return decision;
  }
  throw new TaskFailure('SCALE-TASK-003', `the Secret ${name} was changed by someone else ${CONFLICTS} times in a row`);
}

function newSecret({ name, type }: Recipe, content: Content, labels: Readonly<Record<string, string>>): object {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, labels, annotations: { ...ANNOTATIONS, ...content.annotations } },
    type,
    stringData: content.stringData,
  };
}

/** With the version that was read: what someone else writes meanwhile is not overwritten. */
const patchOf = ({ metadata: { resourceVersion } }: Secret, { annotations, stringData }: Content): object => ({
  metadata: { resourceVersion, annotations },
  stringData,
});
