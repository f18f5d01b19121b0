import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { main, type Options } from '../test/e2e/main';
import { full, smoke } from '../test/e2e/steps';
import { suiteOf, withNeeds } from '../test/e2e/suite';

const collect = (name: string, before: readonly string[]): readonly string[] => [...before, name];

const minutes = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('a number of minutes above 0 is needed.');
  return value;
};

const options = new Command('npm run e2e --')
  .description(
    'Checks dist/ on a real cluster: that of KUBECONFIG, or the lab beside the repository, which it raises and takes down.',
  )
  .option('--smoke', 'only what every change has to pass', false)
  .option('--only <group>', 'only this group and those that it needs; repeatable', collect, [])
  .option('--keep', 'leave the cluster up, and what is left in the namespace', false)
  .option('--no-build', 'the images are in the cluster already')
  .option('--push <registry>', "push the images there and use them from there; for a cluster that is not the lab's")
  .option('--quiet-minutes <n>', 'how long Argo CD must find nothing to do; default 10', minutes)
  .addHelpText(
    'after',
    '\nEnvironment:\n' +
      '  KUBECONFIG    the cluster to use; without --push it has to find the images by their own names\n' +
      "  SCALEOUT_LAB  the lab's command, when it is not at ../shared/lab/lab\n" +
      '\nExamples:\n' +
      '  npm run e2e -- --smoke\n' +
      "  npm run e2e -- --only 'edge, faults'\n" +
      '  KUBECONFIG=~/.kube/config npm run e2e -- --push registry.example.com/team',
  )
  .parse()
  .opts<Options & { readonly smoke: boolean; readonly only: readonly string[] }>();

const all = options.smoke ? smoke : full;
const unknown = options.only.filter((name) => !all.some((group) => group.name === name));
if (unknown.length > 0) {
  console.error(`there is no group ${unknown.join(', ')}; there are: ${all.map(({ name }) => name).join('; ')}`);
  process.exit(2);
}
const groups = options.only.length === 0 ? all : withNeeds(all, options.only);
void main(resolve(__dirname, '..'), options, suiteOf(groups)).then((code) => {
  process.exitCode = code;
});
