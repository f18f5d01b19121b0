export { appCollector } from './app';
export { certificatesCollector } from './certificates';
export { diskCollector } from './disk';
export { sidecarCollector } from './sidecar';
export { systemCollector } from './system';
