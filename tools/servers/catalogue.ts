/** The servers that tests and benchmarks can have, as data: where they are from and what is in them. */

/** A server of the catalogue. */
export interface Wanted {
  /** The version that is tested: what the version of the first package begins with. */
  readonly version: string;
  /** Debian's suites that may have it; the first that does is taken. Old versions leave a suite, so none is pinned. */
  readonly suites: readonly string[];
  /** The packages; their libraries come with them. The first is the one whose version counts. */
  readonly packages: readonly string[];
  /** Libraries that are left out, as nothing here uses them. @default - none */
  readonly without?: RegExp;
  /** Its programs by the name they have here: paths below `/usr`. */
  readonly programs: Readonly<Record<string, string>>;
  /** Programs that other programs of the package execute: a script takes their place that starts them with the right libraries. @default - none */
  readonly wrapped?: readonly string[];
  /** Folders of `/usr/share` that it cannot do without. @default - none */
  readonly share?: readonly string[];
}

const redisLike = (flavour: string) => ({
  packages: [`${flavour}-server`, `${flavour}-tools`],
  programs: { server: `bin/${flavour}-server`, cli: `bin/${flavour}-cli` },
});

const postgres = (program: string) => `lib/postgresql/17/bin/${program}`;

/** What can be had. */
export const CATALOGUE = {
  redis: { version: '8', suites: ['trixie', 'forky'], ...redisLike('redis') },
  valkey: { version: '9', suites: ['forky', 'sid'], ...redisLike('valkey') },
  postgres: {
    version: '17',
    suites: ['trixie'],
    packages: ['postgresql-17', 'postgresql-client-17'],
    // For compiling queries, 130 MB.
    without: /^lib(llvm|z3)/,
    programs: {
      server: postgres('postgres'),
      initdb: postgres('initdb'),
      basebackup: postgres('pg_basebackup'),
    },
    // initdb executes it.
    wrapped: [postgres('postgres')],
    share: ['postgresql'],
  },
  pgbouncer: { version: '1', suites: ['trixie'], packages: ['pgbouncer'], programs: { server: 'sbin/pgbouncer' } },
  'postgres-exporter': {
    version: '0',
    suites: ['trixie'],
    packages: ['prometheus-postgres-exporter'],
    programs: { server: 'bin/prometheus-postgres-exporter' },
  },
  'redis-exporter': {
    version: '1',
    suites: ['trixie'],
    packages: ['prometheus-redis-exporter'],
    programs: { server: 'bin/prometheus-redis-exporter' },
  },
  nginx: {
    version: '1.30',
    suites: ['forky', 'sid'],
    // The second has mime.types, below /etc/nginx; the modules are below /usr/lib/nginx/modules.
    packages: ['nginx', 'nginx-common', 'libnginx-mod-http-brotli-filter', 'libnginx-mod-http-brotli-static'],
    programs: { server: 'sbin/nginx' },
  },
  haproxy: { version: '3', suites: ['forky', 'sid'], packages: ['haproxy'], programs: { server: 'sbin/haproxy' } },
  caddy: {
    version: '2',
    suites: ['forky', 'sid'],
    packages: ['caddy'],
    // For putting its own authority into the stores of browsers.
    without: /^lib(nss3|nspr4|sqlite3)/,
    programs: { server: 'bin/caddy' },
  },
  // Asks as fast as it can, over kept connections: one thread of it is faster than a worker of nginx.
  wrk: { version: '4', suites: ['trixie'], packages: ['wrk'], programs: { client: 'bin/wrk' } },
  // Its `s_time -new` makes one full handshake after the other.
  openssl: { version: '3', suites: ['trixie'], packages: ['openssl'], programs: { client: 'bin/openssl' } },
} as const satisfies Record<string, Wanted>;

/** A name of the catalogue. */
export type ServerName = keyof typeof CATALOGUE;

export const SERVER_NAMES = Object.keys(CATALOGUE) as ServerName[];

/** What a stack's Redis can be. */
export type Flavour = 'redis' | 'valkey';
