import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { BuildFacts } from './catalogue';
import type { Run } from './run';

const manifest = z.object({ version: z.string() });

/** The version and the commit the images are made from. */
export async function buildFacts(run: Run, root: string): Promise<BuildFacts> {
  const { version } = manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  // A source archive has no history; its images just say so.
  const { code, stdout } = await run(['git', 'rev-parse', 'HEAD'], { cwd: root });
  return { VERSION: version, REVISION: code === 0 ? stdout.trim() : 'unknown' };
}
