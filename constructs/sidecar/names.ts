/** Names and paths of the health sidecar in pods. What it shares with its image is in services/health-contract. */
import { CONFIG_FILE } from '../../services/health-contract/src/names';

/** The container's name. */
export const HEALTH_CONTAINER = 'health';

/** The sidecar's volumes. */
export const VOLUMES = { config: 'health-config', token: 'health-token', passwords: 'health-passwords' } as const;

/** Where they are. */
export const PATHS = {
  config: '/etc/scaleout/health',
  token: '/etc/scaleout/health-token',
  passwords: '/etc/scaleout/health-passwords',
} as const;

/** The file of its configuration, as it is mounted. */
export const CONFIG_PATH = `${PATHS.config}/${CONFIG_FILE}`;
