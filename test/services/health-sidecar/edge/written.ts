/** The page of stub_status as nginx writes it, and pages that are like it. */
import fc from 'fast-check';
import type { StubStatus } from '../../../../services/health-sidecar/src/edge/stub-status';

export type Figures = { readonly [Each in keyof StubStatus]: number };

export const FIGURES: Figures = {
  ...{ active: 291, accepted: 16_630_948, handled: 16_630_940, requests: 31_070_465 },
  ...{ reading: 6, writing: 179, waiting: 106 },
};

export const written = (of: StubStatus): string =>
  `Active connections: ${String(of.active)} \nserver accepts handled requests\n ${String(of.accepted)} ${String(of.handled)} ${String(of.requests)} \nReading: ${String(of.reading)} Writing: ${String(of.writing)} Waiting: ${String(of.waiting)} \n`;

const count = fc.maxSafeNat();
export const figures: fc.Arbitrary<Figures> = fc.record({
  ...{ active: count, accepted: count, handled: count, requests: count },
  ...{ reading: count, writing: count, waiting: count },
});

const piece = fc.oneof(
  fc.string(),
  fc.constantFrom(' ', '\n', '\r', '-', '0', '-1', '1e3', '.5', 'NaN', 'Waiting: 0 \n'),
);

/** A page with one place that is not as it was: something is put in, taken out, or both. */
export const damaged: fc.Arbitrary<string> = fc
  .record({ page: figures.map(written), at: fc.nat(), taken: fc.nat(40), put: piece })
  .map(({ page, at, taken, put }) => {
    const from = at % (page.length + 1);
    return page.slice(0, from) + put + page.slice(from + taken);
  });

/** Anything that may be answered. */
export const anyPage = fc.oneof({ weight: 4, arbitrary: damaged }, fc.string(), figures.map(written));
