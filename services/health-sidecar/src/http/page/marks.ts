/** A status as a shape, in a colour and in words: whoever sees no colour, or no shape, still sees it. */
import type { Status } from '@scaleout/health-contract';
import { html, Html } from './html';

/** Drawn in a square of 20, in the colour of the text. */
const SHAPES: Readonly<Record<Status, string>> = {
  ok: '<circle cx="10" cy="10" r="8.5" fill="currentColor"/><path d="m6 10.4 2.8 2.8L14.2 7.6" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>',
  degraded:
    '<path d="M10 1.6 19 17.6H1z" fill="currentColor" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/><path d="M10 7.6v4.2M10 14.6v.2" stroke="#fff" stroke-width="2" stroke-linecap="round"/>',
  down: '<rect x="2" y="2" width="16" height="16" rx="3" fill="currentColor"/><path d="m6.8 6.8 6.4 6.4m0-6.4-6.4 6.4" stroke="#fff" stroke-width="2" stroke-linecap="round"/>',
  unknown:
    '<circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="1.8" stroke-dasharray="3 2.4"/><path d="M7.9 8.2a2.1 2.1 0 1 1 3.3 1.7c-.8.5-1.2.9-1.2 1.7m0 2.6v.1" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/>',
};

/** The colours of a tab's picture, which knows no style sheet. */
const ICON_COLOURS: Readonly<Record<Status, string>> = {
  ok: '#1a7f4b',
  degraded: '#b26a00',
  down: '#c0342b',
  unknown: '#707887',
};

export const mark = (status: Status): Html =>
  html`<svg class="mark ${status}" viewBox="0 0 20 20" aria-hidden="true">${new Html(SHAPES[status])}</svg>`;

/** The picture of the page's tab, as a data URI. */
export const favicon = (status: Status): string =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" color="${ICON_COLOURS[status]}">${SHAPES[status]}</svg>`)}`;
