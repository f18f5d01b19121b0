/** Codes of the design rules of the edge. */
import type { CodeEntry } from '../errors';

export const EDGE_CODES = {
  'SCALE-EDGE-001': {
    title: 'Overlapping routes',
    cause:
      'Two routes of one host have the same path, or the same name; or a redirect, a file or the hosts of all routes name what a route is for: which of them counts would be chance.',
    remedy: 'Give one of them another path, another host or another name.',
  },
  'SCALE-EDGE-002': {
    title: 'A path or a name that is not plain',
    cause: 'A route stands in nginx.conf as it is: blanks, quotes and braces would be read as something else.',
    remedy:
      'Use a path of letters, digits and . _ ~ / - that starts with /, and a name of lower-case words joined by -.',
  },
  'SCALE-EDGE-003': {
    title: 'Shared answers to private requests',
    cause:
      'A route keeps answers and sends them to everybody, while the app sees who asks: one user would get the page of another.',
    remedy: 'Set `cache.credentials` to `bypass` or `strip`, or switch the cache of the route off.',
  },
  'SCALE-EDGE-004': {
    title: 'Unknown what stands in front',
    cause:
      'Behind a proxy all clients have its address: limits and affinity would take them for one, and nothing would say whether they came by https.',
    remedy: 'Name the networks of the proxy in `realIp.from`.',
  },
  'SCALE-EDGE-005': {
    title: 'Too little memory for the pods of a service',
    cause: 'What is known of the pods of a service has to fit into its zone; nginx leaves out those that do not.',
    remedy: 'Raise `balancing.zoneKilobytes`, or lower the most pods of the service.',
  },
  'SCALE-EDGE-006': {
    title: 'A limit that cannot be divided',
    cause:
      'Each edge pod lets its part of a limit through, and at least one request: with more pods than requests, all together let more through.',
    remedy: 'Raise `requests`, state them for a longer time with `per`, or run fewer edge pods.',
  },
  'SCALE-EDGE-007': {
    title: 'Pods that leave sooner than the edge hears of it',
    cause:
      'The edge asks for addresses now and then: until then it leads requests to a pod that has left, which must still answer them.',
    remedy: 'Raise `shutdown.drainSeconds` of the service, or lower `dns.validSeconds`.',
  },
  'SCALE-EDGE-008': {
    title: 'Times that contradict each other',
    cause: 'A time is up before another one, which it includes, can be.',
    remedy: 'Raise the longer one or lower the shorter one.',
  },
  'SCALE-EDGE-009': {
    title: 'An entry that lacks something',
    cause:
      'A Gateway has a class, and names of hosts where it ends TLS; a certificate is made for hosts; TLS ends in one place; the PROXY protocol is believed from networks that are named.',
    remedy: 'Set what is named, or choose another `entry.kind` or `tls.at`.',
  },
  'SCALE-EDGE-010': {
    title: 'More on disk than the pod may have',
    cause:
      'Kept answers and bodies on their way are on the disk of the node, of which a pod that takes more than its limit is evicted.',
    remedy: 'Raise `resources.limits.ephemeral-storage`, or lower `cache.sizeMegabytes` or `security.tmpSize`.',
  },
  'SCALE-EDGE-011': {
    title: 'Bodies larger than their place',
    cause: 'A body is taken whole before it is sent on, and two of them would not fit into /tmp.',
    remedy: 'Raise `security.tmpSize`, lower `bodyMegabytes`, or set `bufferUploads` to false.',
  },
  'SCALE-EDGE-012': {
    title: 'A canary that does not run',
    cause: 'A route leads a part of the clients to a canary, and its service has none.',
    remedy: 'Switch the canary of the service on, or set `canaryPercent` to 0.',
  },
} as const satisfies Record<string, CodeEntry>;
