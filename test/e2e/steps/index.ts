import type { Group } from '../context';
import { autoscaling } from './autoscaling';
import { cache, chartCache } from './cache';
import { changes, upgrade } from './changes';
import { chart } from './chart';
import { chartDatabase, database } from './database';
import { disruptions } from './disruptions';
import { edgeChanges, edgeFaults, edgeKeeps, edgeWorks } from './edge';
import { gitops } from './gitops';
import { manifests } from './manifests';
import { network } from './network';
import { quotas } from './quota';
import { manifestsRemoval, removal } from './removal';
import { setup } from './setup';
import { sidecar, sidecarFaults } from './sidecar';
import { tls } from './tls';
import { whole } from './whole';

/** What both begin with. */
const common: readonly Group[] = [
  ...[setup, manifests, database, cache, chart, chartDatabase, chartCache],
  ...[whole, edgeWorks, network, sidecar, sidecarFaults],
];
/** What every change to the project has to pass. */
export const smoke: readonly Group[] = [...common, manifestsRemoval, upgrade, edgeChanges, removal];
/** What a release has to pass as well. */
export const full: readonly Group[] = [
  ...common,
  ...[tls, manifestsRemoval, upgrade, edgeChanges, edgeKeeps, edgeFaults, changes, quotas],
  ...[disruptions, autoscaling],
  ...[removal, gitops],
];
