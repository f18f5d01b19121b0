import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** An image the repository can build. Paths are relative to the repository's root. */
export interface Image {
  /** The folder's name under services/. */
  readonly name: string;
  readonly dockerfile: string;
  readonly context: string;
  /** The build arguments its Dockerfile declares. */
  readonly args: Readonly<Record<string, string>>;
}

/** What the Dockerfiles may ask for by `ARG`, besides SERVICE and PORT, which follow from the image's folder. */
export interface BuildFacts {
  readonly VERSION: string;
  readonly REVISION: string;
}

const shared = 'services/Dockerfile';

/**
 * The images, as the folders under services/ tell:
 *
 * - a folder with a Dockerfile of its own is built from that; the context is the folder, or the repository when the file says
 *   `# context: repository`;
 * - a folder with `src/main.ts` is a Node service, built by the shared services/Dockerfile;
 * - any other folder is a library.
 */
export function findImages(root: string, facts: BuildFacts): Image[] {
  const folders = readdirSync(join(root, 'services'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => {
      const own = `services/${name}/Dockerfile`;
      const hasOwn = existsSync(join(root, own));
      if (!hasOwn && !existsSync(join(root, 'services', name, 'src', 'main.ts'))) return [];
      const dockerfile = hasOwn ? own : shared;
      const text = readFileSync(join(root, dockerfile), 'utf8');
      const context = hasOwn && !/^# context: repository$/m.test(text) ? `services/${name}` : '.';
      const offered = { ...facts, SERVICE: name, ...portOf(root, name) };
      return [{ name, dockerfile, context, args: declared(text, offered) }];
    });
}

/** Builders warn of arguments a Dockerfile does not declare, so it gets only those it does. */
function declared(dockerfile: string, offered: Readonly<Record<string, string>>): Record<string, string> {
  const names = new Set([...dockerfile.matchAll(/^ARG\s+(\w+)/gm)].map((match) => match[1]));
  return Object.fromEntries(Object.entries(offered).filter(([name]) => names.has(name)));
}

const manifest = z.object({ config: z.object({ port: z.number() }).optional() });

function portOf(root: string, name: string): { PORT?: string } {
  const path = join(root, 'services', name, 'package.json');
  if (!existsSync(path)) return {};
  const { config } = manifest.parse(JSON.parse(readFileSync(path, 'utf8')));
  return config === undefined ? {} : { PORT: String(config.port) };
}
