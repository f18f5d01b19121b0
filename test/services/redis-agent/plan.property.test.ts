import fc from 'fast-check';
import { cuts, tellCut } from './gossip/cut';
import { losses, moves, silences, tales, wishes } from './gossip/events';
import { tell } from './gossip/history';

/** The same histories each time, unless other ones are asked for: what one change breaks must not come up with another. */
const WHICH = { numRuns: Number(process.env['PLAN_RUNS'] ?? 6), seed: Number(process.env['PLAN_SEED'] ?? 1) };
jest.setTimeout(3_600_000);

describe('whatever happens, a plan does no harm, and there is a way to what is wanted', () => {
  test('while shards and replicas come and go, and agents are killed', () => {
    fc.assert(
      fc.property(tales(wishes, 12), (tale) => {
        expect(tell(tale).refusals).toEqual([]);
      }),
      WHICH,
    );
  });

  test('while nodes come back at other addresses, or at those of others', () => {
    fc.assert(
      fc.property(tales([...wishes, ...moves], 12), (tale) => {
        // A node of others that gets an address while its owner is being met is in: people have to take it out.
        const isIntruder = (refusal: string) => refusal.includes('theirs-');
        expect(tell(tale).refusals.filter((refusal) => !isIntruder(refusal))).toEqual([]);
      }),
      WHICH,
    );
  });

  test('while nodes are away, or not seen, or see nobody', () => {
    fc.assert(
      fc.property(tales([...wishes, ...silences], 12), (tale) => {
        tell(tale);
      }),
      WHICH,
    );
  });

  test('while volumes are lost, and old ones come back: or it says why not', () => {
    fc.assert(
      fc.property(tales([...wishes, ...moves, ...silences, ...losses], 12), (tale) => {
        tell(tale);
      }),
      WHICH,
    );
  });
});

test('a move is cut short, and one of its masters is replaced: no key is lost', () => {
  fc.assert(fc.property(cuts(fc.constantFrom(['from'] as const, ['to'] as const)), tellCut), WHICH);
});
