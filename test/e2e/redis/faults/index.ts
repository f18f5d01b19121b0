import { killAgents, killAgentsAfterAll, killAgentsForming, killAgentsScalingIn, killAgentsScalingOut } from './agents';
import { noChange, rollingUpdate } from './changes';
import type { Fault } from './fault';
import { crashNode, cutNode, drain } from './nodes';
import { oldIdentity } from './old-identity';
import { oldVolume } from './old-volume';
import { deleteAll, deleteMaster, killAll, killPod } from './pods';
import { killMaster, killPair, killTwoMasters } from './processes';
import { replicasOutIn, scaleIn, scaleOut } from './shapes';
import { form, swapAddresses } from './twins';

export type { Fault } from './fault';

/** All of them, in the order of the table: from what is wanted to what nobody wants. */
export const FAULTS: readonly Fault[] = [
  form,
  noChange,
  deleteMaster,
  deleteAll,
  drain,
  rollingUpdate,
  scaleOut,
  scaleIn,
  replicasOutIn,
  killMaster,
  killPair,
  killTwoMasters,
  killPod,
  crashNode,
  cutNode,
  killAll,
  killAgents,
  killAgentsForming,
  killAgentsScalingOut,
  killAgentsScalingIn,
  killAgentsAfterAll,
  oldIdentity,
  oldVolume,
  swapAddresses,
];
