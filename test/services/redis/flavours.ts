import type { Flavour } from '../../../tools/servers/install';
import { describeServer } from './describe-server';

export type { Flavour } from '../../../tools/servers/install';

/** Describes tests that need a real server, once for each flavour: see {@link describeServer}. */
export function describeFlavours(body: (flavour: Flavour) => void, flavours: readonly Flavour[] = ['redis', 'valkey']) {
  for (const flavour of flavours) {
    describeServer(flavour, [flavour], () => {
      body(flavour);
    });
  }
}
