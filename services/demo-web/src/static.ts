import { createHash } from 'node:crypto';
import type { FastifyInstance } from '@scaleout/runtime';

/** The page's icon, which needs no licence: three bars. */
const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#0b5cd6" d="M1 9h4v6H1zm5-4h4v10H6zm5-4h4v14h-4z"/></svg>';

const hash = createHash('sha256').update(icon).digest('hex').slice(0, 16);

/** Where the icon is: below the folder of files that never change, by a name that changes with what is in it. */
export const iconPath = `/_next/static/${hash}/icon.svg`;

/** A year, which is the longest that is of use; the file at this name will always be this one. */
const FOREVER = 'public, max-age=31536000, immutable';

/** Serves the page's files, for an edge and browsers to keep. */
export function addStatic(app: FastifyInstance): void {
  app.get(iconPath, (_request, reply) =>
    reply
      .headers({
        'cache-control': FOREVER,
        etag: `"${hash}"`,
        'x-content-type-options': 'nosniff',
        // An SVG that is opened by itself is a document.
        'content-security-policy': "default-src 'none'",
      })
      .type('image/svg+xml')
      .send(icon),
  );
}
