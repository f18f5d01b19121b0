/** One Application for each target, from one template. */
import type { StackDefinition } from '../../charts/stack';
import { ScaleoutError, type Problem } from '../../constructs/errors';
import type { Json } from '../../constructs/values/expr';
import { toYaml } from '../manifests';
import { head, project, SYNC_POLICY } from './objects';
import { OWN_CLUSTER, type ArgocdOptions } from './place';
import type { Target } from './targets';

/** A target that is ready to be written: nothing of it is left to a default. */
export interface Placed {
  readonly target: Target;
  /** The installation's name. */
  readonly release: string;
  /** All values that were given, for all and for it. */
  readonly overrides: Json;
}

/** What is the same for all. */
export interface Source {
  readonly repoURL: string;
  readonly targetRevision: string;
  readonly path: string;
}

/** Labels of each Application, to pick them by. */
const LABELS = ['environment', 'region'] as const;

/** An AppProject that lets the targets be written, and no more, and the ApplicationSet. */
export function applicationSet(
  { name, description }: StackDefinition,
  { repoURL, targetRevision, path }: Source,
  placed: readonly Placed[],
  options: ArgocdOptions,
): readonly Json[] {
  const id = `${name}-fleet`;
  const elements = placed.map((one) => elementOf(one, targetRevision, options.namespace ?? name));
  refuseShared(elements, options.targets);
  const field = (key: keyof Element): string => `{{ .${key} }}`;
  return [
    project(id, description, repoURL, destinationsOf(elements)),
    {
      ...head('ApplicationSet', id),
      spec: {
        goTemplate: true,
        // A field that an element lacks is an error, not the words `<no value>` in a name.
        goTemplateOptions: ['missingkey=error'],
        generators: [{ list: { elements: elements as unknown as Json } }],
        // A line that is lost from the list takes an Application away, and must not take a database with it.
        syncPolicy: { preserveResourcesOnDeletion: true },
        template: {
          metadata: {
            name: `${name}-${field('name')}`,
            labels: Object.fromEntries(LABELS.map((key) => [`scaleout.dev/${key}`, field(key)])),
          },
          spec: {
            project: id,
            source: {
              repoURL,
              targetRevision: field('revision'),
              path: `${path}/helm/${name}`,
              helm: { releaseName: field('release'), values: field('values') },
            },
            destination: { server: field('server'), name: field('cluster'), namespace: field('namespace') },
            syncPolicy: SYNC_POLICY,
          },
        },
      },
    },
  ];
}

/** What the template reads of each target: all of it is there in each. */
interface Element extends Pick<
  Target,
  'name' | 'environment' | 'region' | 'server' | 'cluster' | 'namespace' | 'release' | 'revision'
> {
  readonly values: string;
}

function elementOf({ target, release, overrides }: Placed, revision: string, namespace: string): Element {
  const { name, environment, region, cluster, server } = target;
  return {
    ...{ name, environment, region },
    server: server === '' && cluster === '' ? OWN_CLUSTER : server,
    cluster,
    namespace: target.namespace === '' ? namespace : target.namespace,
    release,
    revision: target.revision === '' ? revision : target.revision,
    // As text: a map would lose its nulls, which take defaults away, and its numbers would pass through floating point.
    values: Object.keys(overrides as object).length === 0 ? '' : toYaml(overrides),
  };
}

const placeOf = ({ server, cluster, namespace }: Element): Json =>
  cluster === '' ? { server, namespace } : { name: cluster, namespace };

/** Each place once, in the order of the targets. */
function destinationsOf(elements: readonly Element[]): readonly Json[] {
  const places = new Map(elements.map((element) => [JSON.stringify(placeOf(element)), placeOf(element)]));
  return [...places.values()];
}

function refuseShared(elements: readonly Element[], file: string | undefined): void {
  const problems: Problem[] = [];
  const seen = new Map<string, string>();
  for (const element of elements) {
    const place = JSON.stringify([placeOf(element), element.release]);
    const other = seen.get(place);
    if (other === undefined) seen.set(place, element.name);
    else {
      const { name, server, cluster, namespace, release } = element;
      const where = `'${release}' in namespace '${namespace}' of ${cluster === '' ? server : cluster}`;
      const message = `${other} and ${name} are both ${where}`;
      problems.push({ code: 'SCALE-ARGOCD-003', at: file, path: name, message });
    }
  }
  if (problems.length > 0) throw new ScaleoutError(problems);
}
