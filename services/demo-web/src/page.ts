import type { Identity } from '@scaleout/runtime';
import type { Backend } from './backend';
import { html, trusted, type Html } from './html';
import type { Stack } from './stack';
import { iconPath } from './static';
import { style } from './style';

// In one piece, since the hash in the security policy is that of all that stands between the tags, blanks included.
const styleSheet = trusted(`<style>${style}</style>`);

/** Where the page is that shows what is behind the API as well. */
export const STACK_PATH = '/stack';

/** What the page shows. */
export interface PageContent {
  readonly identity: Identity;
  readonly backend: Backend;
  /** What is behind the API. @default - not asked, or not known */
  readonly stack?: Stack | undefined;
  readonly requestId: string;
}

/** The page: which web pod answered, which API pod answered it, and which parts of the stack answered an API pod. */
export const page = ({ identity, backend, stack, requestId }: PageContent): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Who answered? ${identity.pod}</title>
        <link rel="icon" href="${iconPath}" type="image/svg+xml" />
        ${styleSheet}
      </head>
      <body>
        <main>
          <h1>Your request was answered</h1>
          <p class="lead">Each reload may meet other pods. This is the way this one took.</p>
          <ol class="path">
            ${hop('', 'Web pod', identity.pod, `${identity.service} ${identity.version}`)} ${backendHop(backend)}
          </ol>
          ${behind(stack)}
          <a class="again" href="">Ask again</a>
          ${stack === undefined ? html`<a class="again" href="${STACK_PATH}">See the whole stack</a>` : html``}
          <footer>Request ${requestId}</footer>
        </main>
      </body>
    </html> `;

function backendHop(backend: Backend): Html {
  switch (backend.state) {
    case 'answered':
      return hop('', 'API pod', backend.pod, `${backend.service} ${backend.version}, answered in ${backend.ms} ms`);
    case 'unreachable':
      return hop(
        'failed',
        'API pod',
        'Not reachable',
        'The backend did not give a usable answer in time. The log of this pod says why.',
      );
    case 'not-connected':
      return hop('off', 'API pod', 'Not connected', 'Set BACKEND_URL to the address of the API to connect it.');
  }
}

/** What the API pod reaches. */
function behind(stack: Stack | undefined): Html {
  if (stack === undefined) return html``;
  const { leader, replica, redis, session } = stack;
  return html`<h2 class="behind">Behind the API</h2>
    <ul class="path">
      ${serverHop('Postgres, for writes', leader)} ${serverHop('Postgres, for reads', replica)}
      ${partHop('Redis', redis, ({ ms }) => ['Answered', `in ${ms} ms`])}
      ${partHop('Session, in Redis', session, ({ name, requests = 0 }) =>
        name === null
          ? ['None begun', 'POST a name to /api/v1/session to begin one.']
          : [name, `${requests} requests, over all pods`],
      )}
    </ul>`;
}

const serverHop = (title: string, part: Stack['leader']): Html =>
  partHop(title, part, ({ server, inRecovery, behindSeconds }) => {
    const lag = behindSeconds === null ? 'how far behind is not known' : `${behindSeconds} s behind`;
    return [server ?? 'Answered', inRecovery ? `A replica, ${lag}` : 'The primary'];
  });

type Answered<T> = Extract<T, { readonly state: 'answered' }>;

function partHop<T extends Stack['leader' | 'redis' | 'session']>(
  title: string,
  part: T,
  told: (part: Answered<T>) => readonly [what: string, note: string],
): Html {
  if (part.state === 'none') return hop('off', title, 'Not connected', 'This installation has none.');
  if (part.state === 'unreachable') return hop('failed', title, 'Not reachable', 'It did not answer in time.');
  return hop('', title, ...told(part as Answered<T>));
}

const hop = (state: '' | 'off' | 'failed', title: string, pod: string, note: string): Html =>
  html`<li class="hop ${state}">
    <h2>${title}</h2>
    <p class="pod">${pod}</p>
    <p class="note">${note}</p>
  </li>`;
