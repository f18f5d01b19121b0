import { stopApi } from './api';
import { scale, scaleLeaderAway, switchOver, updateBoth, updateImage, updatePooler } from './changes';
import { fillVolume } from './disk';
import type { Fault } from './fault';
import { crashNode, cutNode, drainNode } from './nodes';
import { rotateInner, rotateLogin } from './passwords';
import { deletePod, deletePodForced } from './pods';
import { freezePatroni, killContainer, killPatroni, killPostmaster } from './processes';
import { changeDurability, reloadSetting, restartSetting } from './settings';
import { enableTls } from './tls';

export type { Fault } from './fault';

/** All of them, in the order of the table: from what is wanted to what nobody wants. */
export const FAULTS: readonly Fault[] = [
  switchOver,
  deletePod,
  drainNode,
  updateImage,
  updatePooler,
  updateBoth,
  scale,
  scaleLeaderAway,
  reloadSetting,
  restartSetting,
  changeDurability,
  enableTls,
  rotateLogin,
  rotateInner,
  killPostmaster,
  killPatroni,
  freezePatroni,
  killContainer,
  deletePodForced,
  crashNode,
  cutNode,
  fillVolume,
  // The last: for half a minute after it the cluster's own controllers do not lead a Service to another pod.
  stopApi,
];
