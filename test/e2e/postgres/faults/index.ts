import { stopApi } from './api';
import { scale, switchOver, updateImage, updatePooler } from './changes';
import { fillVolume } from './disk';
import type { Fault } from './fault';
import { crashNode, cutNode, drainNode } from './nodes';
import { deletePod, deletePodForced } from './pods';
import { freezePatroni, killContainer, killPatroni, killPostmaster } from './processes';
import { reloadSetting, restartSetting } from './settings';

export type { Fault } from './fault';

/** All of them, in the order of the table: from what is wanted to what nobody wants. */
export const FAULTS: readonly Fault[] = [
  switchOver,
  deletePod,
  drainNode,
  updateImage,
  updatePooler,
  scale,
  reloadSetting,
  restartSetting,
  killPostmaster,
  killPatroni,
  freezePatroni,
  killContainer,
  deletePodForced,
  crashNode,
  cutNode,
  stopApi,
  fillVolume,
];
