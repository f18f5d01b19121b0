export { GossipCluster, podName, type Pod } from './cluster';
export { act, Killed, Life } from './hand';
export { ReplyError } from './commands';
export { sightOf } from './sight';
