export { parseInfo } from './info';
export { parseLine, parseNodes, type Line } from './nodes-line';
export { SLOTS, type Peer, type Range } from './peer';
export { countOf, rangesOf } from './slots';
