import { errorColors as pc } from '../../cli/colors';
import type { Built, Failed, Plan } from './build-images';
import type { Unusable } from './engines';
import { pasteable, tail } from './run';

/** How much of a failed build's log is shown; the reason is nearly always within. */
const tailLines = 30;

/** One line for an image that is done. */
export const builtLine = ({ name, ref, pushed, seconds, size }: Built): string =>
  `${pc.green('built')}  ${name.padEnd(16)} ${`${seconds.toFixed(1)} s`.padStart(8)}  ${(size ?? 'size unknown').padStart(8)}  ${pushed ?? ref}`;

/** The failed command and the end of its log. */
export const failedText = ({ name, command, log }: Failed): string =>
  [
    `${pc.red('failed')} ${name}`,
    `  ${command}`,
    ...tail(log, tailLines)
      .split('\n')
      .map((line) => `  | ${line}`),
  ].join('\n');

/** The commands, to be pasted. */
export const plannedText = (plans: readonly Plan[]): string =>
  plans.flatMap(({ commands }) => commands.map((command) => pasteable(command))).join('\n');

/** Nothing to build with: what was tried, and what would help. */
export const noToolText = (unusable: readonly Unusable[]): string =>
  [
    pc.red('No tool to build images with.'),
    ...unusable.map(({ engine, why }) => `  ${engine.name}: ${why}`),
    'Install docker, podman or buildah, or name one that works by --tool.',
  ].join('\n');
