#!/usr/bin/env node
/** The command `scaleout`. */
import { Command } from 'commander';
import { fastnext } from '../charts/fastnext';
import { VERSION } from '../constructs/version';
import { runExplain } from './explain';
import { runSynth, type SynthFlags } from './synth';
import { runValues } from './values';

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];
const presets = Object.keys(fastnext.presets).join(', ');
const finish = (code: number): void => {
  process.exitCode = code;
};

const program = new Command('scaleout')
  .description('Kubernetes manifests, a Helm chart and Argo CD applications from one set of values.')
  .version(VERSION)
  .showHelpAfterError('Run with --help for all options.')
  .addHelpText('after', '\nExit codes: 0 done, 1 refused (the reasons are printed), 2 wrong use of the command.');

// Before the commands: they take it over when they are made.
program.exitOverride((error) => {
  process.exit(error.exitCode === 0 ? 0 : 2);
});
program
  .command('synth')
  .description('Write manifests, chart and Argo CD applications.')
  .option('-f, --values <file>', 'values file; may be given again, later ones win; - is the standard input', collect)
  .option('--set <path=value>', 'one value, as in Helm: a.b[0]=c; may be given again', collect)
  .option('--preset <name>', `start from a preset: ${presets}`)
  .option('--name <name>', "name of the installation, as in `helm install NAME`; default: the stack's")
  .option('-o, --out <folder>', 'folder to write; replaced as a whole', 'dist')
  .option('--fresh', 'nothing is installed from the folder: do not hold the values against what is in it')
  .option('--dry-run', 'say what would be written, and write nothing')
  .option('--argocd-repo <url>', 'git repository that Argo CD reads')
  .option('--argocd-revision <name>', 'branch, tag or commit that Argo CD reads')
  .option('--argocd-path <folder>', 'folder of the output within that repository')
  .option('--argocd-namespace <name>', 'namespace that Argo CD puts the stack into')
  .option('--argocd-targets <file>', 'environments and regions for the ApplicationSet, each with its values')
  .action((flags: SynthFlags) => {
    finish(runSynth(flags));
  });

program
  .command('values')
  .description('Print all values as commented YAML.')
  .option('--preset <name>', `with a preset's values: ${presets}`)
  .action((flags: { preset?: string }) => {
    finish(runValues(flags));
  });

program
  .command('explain')
  .description('Say what a value means: its type, default, range and source.')
  .argument('[path]', 'a key such as backend.autoscaling.max, or a group; without it, all groups')
  .action((path: string | undefined) => {
    finish(runExplain(path));
  });

program.parse();
