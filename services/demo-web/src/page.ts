import type { Identity } from '@scaleout/runtime';
import type { Backend } from './backend';
import { html, trusted, type Html } from './html';
import { style } from './style';

const icon =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E%3Cpath fill=%22%230b5cd6%22 d=%22M1 9h4v6H1zm5-4h4v10H6zm5-4h4v14h-4z%22/%3E%3C/svg%3E';

// In one piece, since the hash in the security policy is that of all that stands between the tags, blanks included.
const styleSheet = trusted(`<style>${style}</style>`);

/** What the page shows. */
export interface PageContent {
  readonly identity: Identity;
  readonly backend: Backend;
  readonly requestId: string;
}

/** The page: which web pod answered, and which API pod answered it. */
export const page = ({ identity, backend, requestId }: PageContent): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Who answered? ${identity.pod}</title>
        <link rel="icon" href="${trusted(icon)}" />
        ${styleSheet}
      </head>
      <body>
        <main>
          <h1>Your request was answered</h1>
          <p class="lead">Each reload may meet other pods. This is the way this one took.</p>
          <ol class="path">
            ${hop('', 'Web pod', identity.pod, `${identity.service} ${identity.version}`)} ${backendHop(backend)}
          </ol>
          <a class="again" href="">Ask again</a>
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

const hop = (state: '' | 'off' | 'failed', title: string, pod: string, note: string): Html =>
  html`<li class="hop ${state}">
    <h2>${title}</h2>
    <p class="pod">${pod}</p>
    <p class="note">${note}</p>
  </li>`;
