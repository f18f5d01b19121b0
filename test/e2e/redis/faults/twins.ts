import { patience } from '../../context';
import { check } from '../../fail';
import { notYet, there, waitFor } from '../../wait';
import { giveAgain } from '../addresses';
import { podsOf, type Wanted } from '../judge/places';
import type { NodePod } from '../node-pod';
import { canariesOf, PREFIX } from '../stack';
import type { Stage } from '../stage';
import { Twin } from '../twin';
import { LIMITS, type Fault } from './fault';

let twin: Twin | undefined;

/** A second cluster, which is what is judged from now on. */
export function formed(stage: Stage): Twin {
  twin = new Twin(stage.context, stage.stack.flavour);
  stage.target = twin.wanted;
  return twin;
}

export async function removeTwin(): Promise<void> {
  await twin?.remove();
  twin = undefined;
}

/** Waits until all servers of a cluster run. */
const serving = (stage: Stage, wanted: Wanted): Promise<readonly NodePod[]> =>
  waitFor(
    'the servers',
    () => {
      const nodes = stage.nodes(wanted.prefix).filter(({ servingSince }) => servingSince > 0);
      const all = podsOf(wanted).length;
      return Promise.resolve(nodes.length === all ? there(nodes) : notYet(`${nodes.length} of ${all}`));
    },
    patience(stage.context),
  );

export const form: Fault = {
  name: 'form',
  sentence: 'a fresh cluster, from when its pods run',
  limits: LIMITS.formed,
  strike: async (stage) => {
    const second = formed(stage);
    await stage.mark();
    await second.install();
    await stage.overSinceServing(await serving(stage, second.wanted));
    return '';
  },
  mend: removeTwin,
};

export const swapAddresses: Fault = {
  name: 'swapped-addresses',
  sentence: 'two clusters in one namespace, all nodes deleted at once: they come back with addresses of each other',
  // Nobody promises a time for twelve nodes at once on so small a machine; that they come back apart from each other is what counts.
  limits: { backMs: 120_000 },
  needsLab: true,
  strike: async (stage) => {
    const { kubectl } = stage.context;
    const second = formed(stage);
    const { prefix } = second.wanted;
    await second.install();
    await stage.whole();
    await stage.load.plant(canariesOf(prefix));
    const before = [...stage.nodes(), ...stage.nodes(prefix)];
    await stage.mark();
    await kubectl.run(['delete', 'pod', ...before.map(({ name }) => name), '--grace-period=1', '--wait=false']);
    giveAgain(before);
    const after = [...(await stage.replaced(before, PREFIX, prefix))];
    await stage.over();
    await stage.whole(stage.loaded);
    await stage.whole();
    const lost = await stage.load.inspect(canariesOf(prefix));
    check(lost.length === 0, `${lost.length} canaries of the second cluster are lost`);
    const taken = strangers(before, after, prefix);
    check(taken > 0, 'no node has an address of the other cluster: proves nothing');
    return `${taken} of ${after.length} with an address of the other cluster`;
  },
  mend: removeTwin,
};

/** How many have an address that one of the other cluster had. */
const strangers = (before: readonly NodePod[], after: readonly NodePod[], prefix: string): number =>
  after.filter(({ name, address }) => {
    const owner = before.find((node) => node.address === address);
    return owner !== undefined && owner.name.startsWith(prefix) !== name.startsWith(prefix);
  }).length;
