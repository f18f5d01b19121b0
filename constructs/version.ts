/** The project's version, which its chart and its images share. Stands in package.json alone. */
import { version } from 'scaleout/package.json';

export const VERSION: string = version;
