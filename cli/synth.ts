/** `scaleout synth`: writes dist/ and says what is in it. */
import { relative } from 'node:path';
import { fastnext } from '../charts/fastnext';
import type { ArgocdOptions } from '../packaging/argocd';
import { installedObjects } from '../packaging/manifests';
import { publish, type OutputFile } from '../packaging/output';
import { synthesize } from '../packaging/synthesize';
import { colors } from './colors';
import { columns, guarded, shellWord } from './report';

/** Flags of the command. */
export interface SynthFlags {
  readonly values?: readonly string[];
  readonly set?: readonly string[];
  readonly preset?: string;
  readonly name?: string;
  readonly out: string;
  readonly dryRun?: boolean;
  /** Nothing is installed from the folder, so nothing in it has to be kept to. */
  readonly fresh?: boolean;
  readonly argocdRepo?: string;
  readonly argocdRevision?: string;
  readonly argocdPath?: string;
  readonly argocdNamespace?: string;
  /** A file of targets for the ApplicationSet. */
  readonly argocdTargets?: string;
}

/** @returns the exit code */
export function runSynth(flags: SynthFlags): number {
  return guarded(() => {
    const { files } = synthesize(fastnext, {
      preset: flags.preset,
      files: flags.values,
      sets: flags.set,
      name: flags.name,
      installed: flags.fresh === true ? [] : installedObjects(flags.out),
      argocd: argocdOptions(flags),
    });
    if (flags.dryRun !== true) publish(files, flags.out);
    console.log(summary(files, flags));
  }, 'nothing was written');
}

function argocdOptions(flags: SynthFlags): ArgocdOptions {
  const { argocdRepo: repo, argocdRevision: revision, argocdPath: path, argocdNamespace: namespace } = flags;
  return { repo, revision, path, namespace, targets: flags.argocdTargets };
}

function summary(files: readonly OutputFile[], flags: SynthFlags): string {
  const out = relative('.', flags.out) || '.';
  const size = files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  const manifests = files.filter(({ path }) => path.endsWith('.k8s.yaml'));
  const groups = [...new Set(files.map(({ path }) => path.split('/')[0] ?? ''))].filter(
    (name) => !name.endsWith('.k8s.yaml'),
  );
  const inGroup = (name: string) => files.filter(({ path }) => path.startsWith(`${name}/`));
  const helm = inGroup('helm')[0]?.path.split('/').slice(0, 2).join('/') ?? 'helm';
  const verb = flags.dryRun === true ? 'Would write' : 'Wrote';
  return [
    `${colors.bold(`${verb} ${files.length} files`)} (${Math.ceil(size / 1024)} KiB) to ${colors.cyan(out)}`,
    '',
    columns([
      ...manifests.map(({ path, content }) => [path, kinds(content)]),
      ...groups.map((name) => [`${name}/`, `${inGroup(name).length} files`]),
    ]),
    '',
    'Next:',
    columns([
      [`kubectl apply --server-side -f ${out}`, 'install it as it stands'],
      [
        `helm install ${flags.name ?? 'NAME'} ${out}/${helm}${given(flags, files, `${out}/${helm}`)}`,
        'install it by Helm, and change values there',
      ],
      [`kubectl apply -f ${out}/argocd/project.yaml -f ${out}/argocd/application-helm.yaml`, 'let Argo CD install it'],
      ['npx scaleout explain', 'see every value'],
    ]),
  ].join('\n');
}

/** What Helm has to be given to make the same: the chart has the defaults, not what the manifests were made with. */
function given(flags: SynthFlags, files: readonly OutputFile[], chart: string): string {
  const preset = `values-${flags.preset ?? ''}.yaml`;
  const flagged = [
    // The defaults are a preset too, and have no file.
    ...(files.some(({ path }) => path.endsWith(`/${preset}`)) ? [['-f', `${chart}/${preset}`]] : []),
    ...(flags.values ?? []).map((file) => ['-f', file]),
    ...(flags.set ?? []).map((set) => ['--set', set]),
  ];
  return flagged.flatMap((words) => words.map((word) => ` ${shellWord(word)}`)).join('');
}

/** `Deployment, 2 Service`: the objects of a file by kind. */
function kinds(yaml: string): string {
  const counts = new Map<string, number>();
  for (const [, kind = ''] of yaml.matchAll(/^kind: (\w+)$/gm)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => (count === 1 ? kind : `${count} ${kind}`)).join(', ');
}
