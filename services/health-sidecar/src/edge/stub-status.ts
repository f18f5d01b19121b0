/** The text of nginx's stub_status. It has had this one form since there is such a page, down to the blanks at the ends of lines. */

/** What it tells. A number that nobody can have counted to is undefined. */
export interface StubStatus {
  readonly active: number | undefined;
  readonly accepted: number | undefined;
  readonly handled: number | undefined;
  readonly requests: number | undefined;
  readonly reading: number | undefined;
  readonly writing: number | undefined;
  readonly waiting: number | undefined;
}

const N = String.raw`(0|[1-9]\d{0,19})`;
const FORM = new RegExp(
  [
    `^Active connections: ${N} \n`,
    'server accepts handled requests\n',
    ` ${N} ${N} ${N} \n`,
    `Reading: ${N} Writing: ${N} Waiting: ${N} \n$`,
  ].join(''),
);

/** What the page says; undefined when it is another one: a part of it is nothing to go by. */
export function readStubStatus(text: string): StubStatus | undefined {
  const found = FORM.exec(text);
  if (found === null) return undefined;
  const [active, accepted, handled, requests, reading, writing, waiting] = found.slice(1).map(countOf);
  return { active, accepted, handled, requests, reading, writing, waiting };
}

/** One that fell below zero, as when a worker died, is written as if it were near 2^64. */
function countOf(digits: string): number | undefined {
  const count = Number(digits);
  return Number.isSafeInteger(count) ? count : undefined;
}
