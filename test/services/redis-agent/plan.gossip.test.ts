import fc from 'fast-check';
import { losses, moves, silences, tales, wishes } from './gossip/events';
import { tell } from './gossip/history';

/** The same histories each time, unless others are asked for. */
const WHICH = { numRuns: Number(process.env['GOSSIP_RUNS'] ?? 4), seed: Number(process.env['GOSSIP_SEED'] ?? 1) };
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
        expect(tell(tale).refusals).toEqual([]);
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

  test('while volumes are lost, and old ones come back', () => {
    fc.assert(
      fc.property(tales([...wishes, ...moves, ...silences, ...losses], 12), (tale) => {
        tell(tale);
      }),
      WHICH,
    );
  });
});
