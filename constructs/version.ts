/** What package.json alone says of the project. */
import { license, repository, version } from 'scaleout/package.json';

export const PROJECT = {
  version,
  license,
  /** Where the project lives. */
  url: repository.url.replace(/\.git$/, ''),
  /** What git and Argo CD clone. */
  gitUrl: repository.url,
} as const;

/** The project's version, which its chart and its images share. */
export const VERSION: string = version;
