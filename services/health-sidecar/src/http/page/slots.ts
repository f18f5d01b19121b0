/** The slots of a shard as a bar, over all that there are. */
import { html, type Html } from './html';

const SLOTS = 16_384;
/** A shard after many moves may have hundreds of ranges, which nobody reads. */
const MOST_TOLD = 8;

/** First and last slot of each range. */
export type SlotRanges = readonly (readonly [number, number])[];

const isRange = (value: unknown): value is readonly [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((slot) => Number.isInteger(slot) && slot >= 0);

/** Ranges, as pairs or as Redis writes them (`0-5460 10923`); undefined when `value` is no such thing. */
export function slotRanges(value: unknown): SlotRanges | undefined {
  if (Array.isArray(value)) return value.every(isRange) ? value : undefined;
  if (typeof value !== 'string' || !/^\d+(-\d+)?([ ,]+\d+(-\d+)?)*$/.test(value)) return undefined;
  return value.split(/[ ,]+/).map((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return [from, to] as const;
  });
}

/** SVG, since widths as styles would need a policy that allows them. */
export function slotBar(ranges: SlotRanges): Html {
  const count = ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const told = ranges.slice(0, MOST_TOLD);
  const text =
    told.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ') +
    (ranges.length > MOST_TOLD ? ', …' : '');
  const bars = ranges.map(([from, to]) => html`<rect x="${from}" y="0" width="${to - from + 1}" height="1" />`);
  return html`<span class="slots"
    ><svg class="bar" viewBox="0 0 ${SLOTS} 1" preserveAspectRatio="none" role="img" aria-label="slots ${text}">
      ${bars}</svg
    ><span
      >${count.toLocaleString('en')}<span class="dim">
        of ${SLOTS.toLocaleString('en')}${text === '' ? '' : `: ${text}`}</span
      ></span
    ></span
  >`;
}
