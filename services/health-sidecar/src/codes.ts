/** What the sidecar refuses, in one table: printed in its log, and listed in docs/reference/errors.md. */
export const SIDECAR_CODES = {
  'SCALE-SIDECAR-001': {
    title: 'The configuration file cannot be read',
    cause: 'The file that SIDECAR_CONFIG_FILE names is not there, may not be read, or is no JSON.',
    remedy:
      'See the ConfigMap of the service and its mount. A sidecar that runs goes on with what it had; one that starts ends.',
  },
  'SCALE-SIDECAR-002': {
    title: 'A key of the configuration breaks its rule',
    cause: 'A key of the file, or a variable that stands for one, is not known or has a value that it does not take.',
    remedy:
      'Correct the key that is named; `node /app/server.js check FILE` says all that is wrong with one, and `schema` prints the rules.',
  },
  'SCALE-SIDECAR-003': {
    title: 'The environment names no usable database or Redis',
    cause: 'DATABASE_… or REDIS_… variables contradict each other, or have a value that they do not take.',
    remedy: 'Correct the variable that is named; the constructs set them from a connection.',
  },
  'SCALE-SIDECAR-004': {
    title: 'Two collectors have one name',
    cause: 'A collector of your own is called like another one, so that one of the two could not be seen.',
    remedy: 'Give it another name.',
  },
  'SCALE-SIDECAR-005': {
    title: 'A plug-in cannot be used',
    cause: 'A module in the folder of plug-ins cannot be loaded, or does not give a list of collectors.',
    remedy: 'See docs/sidecar.md for what a module has to export.',
  },
} as const satisfies Record<string, { readonly title: string; readonly cause: string; readonly remedy: string }>;

/** A code of {@link SIDECAR_CODES}. */
export type SidecarCode = keyof typeof SIDECAR_CODES;

/** One thing that is wrong with a configuration. */
export interface Problem {
  readonly code: SidecarCode;
  /** The key of the file or the variable. */
  readonly where: string;
  readonly rule: string;
}

/** The configuration is not usable. Lists every problem at once. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly problems: readonly Problem[]) {
    const lines = problems.map(({ code, where, rule }) => `  ${code} ${where}: ${rule}`);
    super(`the configuration is not usable:\n${lines.join('\n')}`);
  }
}
