export { createHealthServer, type HealthServer, type HealthServerOptions } from './server';
export type { SidecarIdentity } from './info';
export { TokenFile } from './token-file';
