import { Command, InvalidArgumentError, Option } from 'commander';
import { engines } from './engines';

/** What the command line asks for. */
export interface Options {
  readonly only: readonly string[];
  readonly tag?: string;
  readonly push?: string;
  readonly tool?: string;
  readonly builderArg: readonly string[];
  readonly pushArg: readonly string[];
  readonly dryRun: boolean;
  readonly json: boolean;
}

const matching = (pattern: RegExp, rule: string) => (value: string) => {
  if (pattern.test(value)) return value;
  throw new InvalidArgumentError(`It must be ${rule}.`);
};
const collect = (value: string, before: readonly string[]) => [...before, value];

const tagRule = matching(/^\w[\w.-]{0,127}$/, 'a tag: letters, digits, dots, dashes and underscores, at most 128');
const registryRule = matching(
  /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9][a-z0-9._-]*)*$/,
  'a registry without scheme, such as registry.example.com or registry.example.com:5000/team',
);

/** Reads the command line; prints help or an error and exits when there is nothing more to do. */
export function readOptions(argv: readonly string[]): Options {
  return new Command('npm run images --')
    .description("Builds the repository's images with docker, podman or buildah, whichever works.")
    .option('--only <name>', 'build this image only (repeatable)', collect, [])
    .option('--tag <tag>', 'tag of the images (default: the version in package.json)', tagRule)
    .option('--push <registry>', 'push the images there as well, after each build', registryRule)
    .addOption(new Option('--tool <tool>', 'use this tool').choices(engines.map(({ name }) => name)))
    .option('--builder-arg <argument>', 'hand this argument to the build command (repeatable)', collect, [])
    .option('--push-arg <argument>', 'hand this argument to the push command (repeatable)', collect, [])
    .option('--dry-run', 'print the commands, run none', false)
    .option('--json', 'print the resulting images as JSON on standard output', false)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  npm run images\n' +
        '  npm run images -- --only demo-api --only demo-web --tag dev\n' +
        '  npm run images -- --push registry.example.com/team\n' +
        '  npm run images -- --tool buildah --builder-arg=--network=host',
    )
    .parse(argv, { from: 'user' })
    .opts<Options>();
}
