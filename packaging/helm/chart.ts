/** The Helm package: a chart from the same tree that the manifests come from. */
import type { Stack } from '../../charts/stack';
import type { Manifest } from '../../constructs/manifest';
import { misuse } from '../../constructs/errors';
import type { Helper, Json } from '../../constructs/values/expr';
import { merge, type Template } from '../../constructs/values/template';
import { VERSION } from '../../constructs/version';
import { toYaml } from '../manifests';
import { outputFile, type OutputFile } from '../output';
import { valuesYaml } from '../values/document';
import { valuesJsonSchema } from '../values/json-schema';
import { checkReferences } from './coverage';
import { emitObject } from './emit';
import type { Place } from './expressions';
import { helpersFile, validateFile } from './helpers';
import { chartMetadata, chartReadme } from './metadata';
import { notesFile } from './notes';

/** The files of the chart, relative to dist/. */
export function helmFiles(stack: Stack): OutputFile[] {
  const { definition } = stack;
  const used = new Set<Helper<unknown>>();
  const place: Place = { chart: definition.name, root: '', onHelper: (helper) => used.add(helper) };

  const objects = stack.objects.flatMap(({ chart, manifests }) => {
    const name = fileNamer();
    return manifests.map((manifest) => objectFile(chart, name(manifest), manifest, place));
  });
  const notes = { path: 'templates/NOTES.txt', content: notesFile(stack, place) };
  const validate = { path: 'templates/_validate.tpl', content: validateFile(definition.name, stack.rules, place) };
  // Last, since only now all helpers in use are known.
  const helpers = { path: 'templates/_helpers.tpl', content: helpersFile(definition.name, used) };
  const templates = [helpers, validate, runValidation(definition.name), ...objects, notes];
  checkReferences(definition.schema, templates);

  const defaults = definition.schema.parse({}) as Json;
  const files: OutputFile[] = [
    { path: 'Chart.yaml', content: toYaml(chartMetadata(definition)) },
    { path: 'values.yaml', content: valuesYaml(definition.schema, defaults, valuesHeading(definition.name)) },
    {
      path: 'values.schema.json',
      content: valuesJsonSchema(definition.schema, `Values of ${definition.name} ${VERSION}`),
    },
    ...presetFiles(stack),
    { path: 'README.md', content: chartReadme(definition) },
    { path: '.helmignore', content: ['.git/', '*.tgz', '*.swp', '.DS_Store', ''].join('\n') },
    ...templates,
  ];
  return files.map(({ path, content }) => ({ path: `helm/${definition.name}/${path}`, content }));
}

const valuesHeading = (name: string): string[] => [
  `Default values of the chart ${name}. Generated from its schema: change the schema, not this file.`,
  'A number in brackets after a sentence names where it comes from.',
  '',
];

function presetFiles(stack: Stack): OutputFile[] {
  return Object.entries(stack.definition.presets)
    .filter(([, preset]) => Object.keys(preset.values).length > 0)
    .map(([name, preset]) => ({
      path: `values-${name}.yaml`,
      content: `# ${preset.description}\n# Use with: helm install NAME CHART -f CHART/values-${name}.yaml\n${toYaml(preset.values as Json)}`,
    }));
}

/** A file of its own, since NOTES.txt is not rendered by everyone. */
function runValidation(chart: string): OutputFile {
  return {
    path: 'templates/validate.yaml',
    content: `{{- /* Makes nothing: refuses values that contradict each other. */}}\n{{- include "${chart}.validate" . }}\n`,
  };
}

function objectFile(chart: string, name: string, manifest: Manifest, place: Place): OutputFile {
  if (manifest.jsonPatches.length > 0) {
    throw misuse('SCALE-PARAM-007', `'${manifest.node.path}' was changed by a JSON patch`);
  }
  const { presence, template } = manifest;
  const hook = hookOf(manifest);
  return outputFile(
    presence.onDemand === true ? `templates/tests/${chart}.yaml` : `templates/${chart}/${name}.yaml`,
    emitObject(hook === undefined ? template : annotated(template, hook), place, manifest.condition, presence.loop),
  );
}

/** What makes a hook of an object that is not applied: it goes when it succeeds, and stays for its log when it fails, until the next run. */
function hookOf({ presence, kind }: Manifest): Readonly<Record<string, string>> | undefined {
  const policy = { 'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded' };
  if (presence.onDemand === true) return { 'helm.sh/hook': 'test', ...policy };
  if (presence.onRemoval !== true) return undefined;
  return {
    'helm.sh/hook': 'pre-delete',
    // What a Job needs is there before it.
    'helm.sh/hook-weight': kind === 'Job' ? '0' : '-1',
    ...policy,
    // Argo CD takes some of Helm's hooks for its own.
    'argocd.argoproj.io/hook': 'Skip',
  };
}

function annotated(
  template: Readonly<Record<string, unknown>>,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const metadata = template['metadata'] as { readonly annotations?: Template<Record<string, string>> };
  return {
    ...template,
    metadata: { ...metadata, annotations: merge<Record<string, string>>(own, metadata.annotations) },
  };
}

/** `headless-service`, `horizontal-pod-autoscaler`: from the construct's own id. */
function fileNamer(): (manifest: Manifest) => string {
  const taken = new Map<string, number>();
  return (manifest) => {
    const name = manifest.node.id.replaceAll(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  };
}
