/** Names, ports and paths of the edge, each in one place. */

/** Ports of the pods, by name. None below 1024: the processes are nobody in particular. */
export const EDGE_PORTS = { http: 8080, https: 8443, status: 8081 } as const;
/** Ports of the Service that clients use. */
export const SERVICE_PORTS = { http: 80, https: 443 } as const;

/** The container's name. */
export const EDGE_CONTAINER = 'nginx';

/** Where the files of the edge are: its own, and those of the user. */
export const ROOT = '/etc/scaleout';
/** Their folders below it. */
export const FOLDERS = { config: 'edge', files: 'edge-files' } as const;

/** Where things are in the container. */
export const PATHS = {
  /** The ConfigMap: nginx.conf as it was written, and the pages. */
  config: `${ROOT}/${FOLDERS.config}`,
  /** The user's own files. */
  files: `${ROOT}/${FOLDERS.files}`,
  tls: `${ROOT}/edge-tls`,
  cache: '/var/cache/nginx',
  tmp: '/tmp',
  /** nginx.conf as it is run: with the name servers and the domain of the pod filled in. */
  running: '/tmp/nginx.conf',
  pid: '/tmp/nginx.pid',
} as const;

/** Files of the ConfigMap. */
export const FILES = {
  conf: 'nginx.conf',
  problemHtml: 'problem.html',
  problemJson: 'problem.json',
  maintenance: 'maintenance.html',
} as const;

/** A file that has a place of its own too: RFC 9116. */
export const SECURITY_TXT = { name: 'security.txt', path: '/.well-known/security.txt' } as const;

/** Paths of the status port. */
export const STATUS_PATHS = { live: '/live', ready: '/ready', metrics: '/nginx_status' } as const;

/** What the start fills in, since only the pod knows it: see `start.ts`. */
export const PLACEHOLDERS = { resolvers: '@RESOLVERS@', domain: '@DOMAIN@' } as const;

/**
 * The user and group of the processes: above 10,000, where no user of a node is. The public image `nginxinc/nginx-unprivileged` runs as any; its
 * own is 101.
 */
export const NGINX_USER = 10101;
