/** Those that are compared: how each is started, alone on the first core, and where it answers. */
import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALONE, cpuSeconds, leaveAlone } from '../common/process';
import { install, type ServerName } from '../../tools/servers/install';
import { certificate, startEdge } from '../../test/services/nginx/edge/edge';
import { startNginx, type Nginx } from '../../test/services/nginx/nginx';
import { childrenOf, killAll, launch, newFolder } from '../../test/services/postgres-server/processes';
import { freePort } from '../../test/services/redis/addresses';
import { bareNginx, caddy, haproxy, type Places } from './configurations';

/** What is measured. */
export const KINDS = ['proxy', 'cached', 'tls'] as const;
export type Kind = (typeof KINDS)[number];

/** One that runs. */
export interface Contender {
  /** Where it is asked for each kind; what it has not got is not there. */
  readonly urls: Readonly<Partial<Record<Kind, string>>>;
  /** Seconds of CPU that it has used so far. */
  readonly cpu: () => number;
  /** Empties its log, which would fill the disk. */
  readonly tidy: () => void;
  readonly stop: () => Promise<void>;
}

/** A change of an nginx.conf. */
export type Change = (conf: string) => string;

/** The service that all of them lead to. */
export interface Service {
  readonly host: string;
  readonly port: number;
}

/** The edge as it is generated, with its defaults: one worker for the one core, and http is not led to https, since it is what is asked. */
export async function startOurs(service: Service, change?: Change): Promise<Contender> {
  const edge = await startEdge(
    {
      props: { workers: 1, tls: { at: 'edge', redirect: false } },
      routes: [
        { path: '/', to: 'service' },
        { path: '/kept/', to: 'service', policy: { cache: { enabled: true } } },
      ],
      ...(change === undefined ? {} : { change }),
    },
    { service: [service] },
  );
  const stop = async () => {
    await Promise.all([edge.kill(), edge.dns.close()]);
  };
  return { ...ofNginx(edge), stop };
}

/** nginx with what proxying takes, and nothing else. */
export async function startBare({ host, port }: Service, change: Change = (conf) => conf): Promise<Contender> {
  const { cert, private: key } = await certificate();
  return ofNginx(
    await startNginx({
      conf: change(bareNginx(`${host}:${port}`)),
      files: { 'tls.crt': cert, 'tls.key': key, 'cache/empty': '' },
    }),
  );
}

function ofNginx(nginx: Nginx): Contender {
  const pids = [nginx.pid, ...nginx.workers()];
  leaveAlone(pids);
  return {
    urls: {
      proxy: `${nginx.url}/`,
      cached: `${nginx.url}/kept/`,
      tls: `https://127.0.0.1:${nginx.portOf('TLS')}/`,
    },
    cpu: () => cpuOf([nginx.pid, ...childrenOf(nginx.pid)]),
    tidy: () => {
      empty(join(nginx.dir, 'access.log'));
    },
    stop: nginx.kill,
  };
}

const startHaproxy = (service: Service): Promise<Contender> =>
  startProgram('haproxy', service, haproxy, (file) => ['-db', '-f', file]);

/** Without its cache, which is a module that neither Debian's nor the official build has. */
async function startCaddy(service: Service): Promise<Contender> {
  const { urls, ...rest } = await startProgram('caddy', service, caddy, (file) => [
    ...['run', '--adapter', 'caddyfile', '--config', file],
  ]);
  const { proxy = '', tls = '' } = urls;
  return { ...rest, urls: { proxy, tls } };
}

async function startProgram(
  name: ServerName & ('haproxy' | 'caddy'),
  service: Service,
  configuration: (places: Places) => string,
  args: (file: string) => readonly string[],
): Promise<Contender> {
  const { loader, libraries, programs } = await install(name);
  const dir = newFolder(name);
  const { cert, private: key } = await certificate();
  writeFileSync(join(dir, 'tls.crt'), cert);
  writeFileSync(join(dir, 'tls.key'), key);
  writeFileSync(join(dir, 'tls.pem'), `${cert}\n${key}`);
  const [proxy, cached, tls] = [await freePort('0.0.0.0'), await freePort('0.0.0.0'), await freePort('0.0.0.0')];
  const file = join(dir, 'configuration');
  writeFileSync(
    file,
    configuration({ dir, service: `${service.host}:${service.port}`, ports: { proxy, cached, tls } }),
  );
  const [program = '', ...words] = [...ALONE, loader, '--library-path', libraries, programs.server, ...args(file)];
  const child = launch(program, words, dir, { HOME: dir });
  return {
    urls: {
      proxy: `http://127.0.0.1:${proxy}/`,
      cached: `http://127.0.0.1:${cached}/kept/`,
      tls: `https://127.0.0.1:${tls}/`,
    },
    cpu: () => cpuOf([child.pid ?? 0]),
    tidy: () => undefined,
    stop: () => killAll(child),
  };
}

const cpuOf = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);

function empty(file: string): void {
  if (existsSync(file)) truncateSync(file);
}

/** By the name that they have here. */
export const CONTENDERS = {
  ours: { title: 'edge, as generated', server: 'nginx', start: startOurs },
  bare: { title: 'bare nginx', server: 'nginx', start: startBare },
  haproxy: { title: 'HAProxy', server: 'haproxy', start: startHaproxy },
  caddy: { title: 'Caddy', server: 'caddy', start: startCaddy },
} as const satisfies Record<
  string,
  { readonly title: string; readonly server: ServerName; readonly start: (service: Service) => Promise<Contender> }
>;

export type Name = keyof typeof CONTENDERS;
