/** The page for people: what readiness tells to anyone, and with the token all that is known. */
import type { LivenessAnswer, ReadinessAnswer, Status } from '@scaleout/health-contract';
import { deep, type Judged } from '../../judgement';
import type { Snapshot } from '../../snapshot';
import type { SidecarIdentity } from '../info';
import { factList } from './facts';
import { html, Html } from './html';
import { favicon, mark } from './marks';
import { REFRESH_SECONDS, SCRIPT } from './script';
import { STYLE } from './style';

/** What is on the page. */
export interface PageFacts {
  readonly snapshots: readonly Snapshot[];
  readonly readiness: Judged<ReadinessAnswer>;
  readonly liveness: Judged<LivenessAnswer>;
  /** Who answers; only for whoever sent the token, and then all else is shown too. */
  readonly details: { readonly stack: string; readonly identity: SidecarIdentity } | undefined;
}

// To the byte what the policy has the hashes of.
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);
const SCRIPT_ELEMENT = new Html(`<script>${SCRIPT}</script>`);

const HEADLINES: Readonly<Record<ReadinessAnswer['status'], readonly [Status, string, string]>> = {
  ready: ['ok', 'Ready', 'It is in service, and all is well.'],
  degraded: ['degraded', 'Degraded', 'It is in service, and not all is well.'],
  starting: ['unknown', 'Starting', 'It waits until all it needs has answered once.'],
  draining: ['unknown', 'Draining', 'It is going, and gets no new requests.'],
  not_ready: ['down', 'Not ready', 'It is out of service.'],
};

const NAMES: Readonly<Record<string, string>> = { ok: 'OK', degraded: 'Degraded', down: 'Down', unknown: 'Unknown' };

/** The page as HTML. */
export function page(facts: PageFacts): string {
  const { readiness, liveness, snapshots, details } = facts;
  const [status, headline, meaning] = HEADLINES[readiness.body.status];
  const stuck =
    liveness.body.status === 'stuck'
      ? html`<p class="down">The sampler is stuck: what is shown may be old.</p>`
      : html``;
  const title = details === undefined ? headline : `${headline} · ${details.identity.pod}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <noscript><meta http-equiv="refresh" content="${REFRESH_SECONDS}" /></noscript>
        <title>${title}</title>
        <link rel="icon" href="${favicon(status)}" />
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main class="${details === undefined ? 'public' : 'full'}">
          <div class="head">
            ${mark(status)}
            <div>
              <h1>${headline}</h1>
              <p class="dim">${meaning}</p>
              ${stuck}
            </div>
          </div>
          ${details === undefined ? undefined : who(details)}
          <ul class="cards">
            ${details === undefined ? snapshots.map(nameCard) : fullCards(snapshots)}
          </ul>
        </main>
        <footer>
          <span id="told">Of the last look</span><span id="note" role="status"></span>
          <form hidden>
            <input
              type="password"
              name="token"
              aria-label="Token"
              placeholder="Token for details"
              autocomplete="off"
            /><button>Show</button>
          </form>
        </footer>
        ${SCRIPT_ELEMENT}
      </body>
    </html>`.text;
}

const who = ({ stack, identity }: NonNullable<PageFacts['details']>): Html =>
  html`<p class="who dim">
    <span>${stack}</span
    ><span>${identity.pod}</span>${identity.node === null ? undefined : html`<span>on ${identity.node}</span>`}<span
      >${identity.service} ${identity.version}</span
    >
  </p>`;

const nameOf = (name: string, status: Status): Html =>
  html`<div class="name">
    ${mark(status)}
    <h2>${name.replaceAll('_', ' ')}</h2>
    <span class="state ${status}">${NAMES[status]}</span>
  </div>`;

const nameCard = ({ name, status }: Snapshot): Html => html`<li class="card">${nameOf(name, status)}</li>`;

function fullCards(snapshots: readonly Snapshot[]): Html[] {
  const { components } = deep(snapshots, new Date()).body;
  return Object.entries(components).map(([name, component]) => {
    const {
      status,
      reason,
      age_seconds: age,
      ...facts
    } = component as Record<string, unknown> & {
      readonly status: Status;
      readonly reason?: string;
      readonly age_seconds: number | null;
    };
    const isWide = Object.values(facts).some(
      (value) => typeof value === 'object' && value !== null && hasThings(value),
    );
    const seen = age === null ? html`Never seen` : html`Seen <span data-age="${age}">${Math.floor(age)} s ago</span>`;
    return html`<li class="card ${isWide ? 'wide' : ''}">
      ${nameOf(name, status)} ${reason === undefined ? undefined : html`<p class="reason">${reason}</p>`}
      <p class="seen dim">${seen}</p>
      ${factList(facts)}
    </li>`;
  });
}

/** Whether it needs a table, and room for it. */
const hasThings = (value: object): boolean =>
  Object.values(value).some((each) => typeof each === 'object' && each !== null && !Array.isArray(each));
