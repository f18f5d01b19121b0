/** What nodes are called in answers and metrics. */
import { isIP } from 'node:net';
import type { Peer } from '@scaleout/redis-nodes';
import type { Address } from './connection';

/** `shop-redis-0-1` of `shop-redis-0-1.shop-redis-pods.shop.svc`; else `10.0.0.7:6379`. */
export function nameOf({ host, port, hostname = '' }: Address): string {
  const [label = ''] = (hostname === '' && isIP(host) === 0 ? host : hostname).split('.');
  return isLabel(label) ? label : `${host}:${port}`;
}

/** The names of all nodes, by ID: two must not have the same, as their values would be one another's. */
export function namesOf(peers: readonly Peer[]): ReadonlyMap<string, string> {
  const named = peers.map((peer) => ({ id: peer.id, name: nameOf(addressOf(peer) ?? NOWHERE), peer }));
  const times = new Map<string, number>();
  for (const { name } of named) times.set(name, (times.get(name) ?? 0) + 1);
  return new Map(
    named.map(({ id, name, peer }) => {
      const isAlone = times.get(name) === 1 && name !== nameOf(NOWHERE);
      // One without an address that has a namesake, or no name at all, has its ID still.
      return [id, isAlone ? name : isReachable(peer) ? `${peer.ip}:${peer.port}` : id.slice(0, 8)];
    }),
  );
}

/** Where a node is as far as others know; undefined when they do not. */
export function addressOf(peer: Peer): Address | undefined {
  const { ip, port, hostname } = peer;
  const name = /^[\w.-]{1,253}$/.test(hostname) ? hostname : '';
  if (isReachable(peer)) return { host: ip, port, ...(name === '' ? {} : { hostname: name }) };
  return name === '' || port < 1 || port > 65_535 ? undefined : { host: name, port, hostname: name };
}

const NOWHERE: Address = { host: '', port: 0 };
const isReachable = ({ ip, port }: Peer): boolean => isIP(ip) !== 0 && port >= 1 && port <= 65_535;
const isLabel = (text: string): boolean => /^[\w-]{1,63}$/.test(text);
