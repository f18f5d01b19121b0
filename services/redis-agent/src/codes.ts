/** What the agent leaves to people, in one table. */
export const AGENT_CODES = {
  'SCALE-AGENT-001': {
    title: 'A node comes from another cluster',
    cause:
      'A pod is in contact with nodes that are none of this release: its volume comes from another cluster. Taking it in would make one of the two.',
    remedy: 'Rebuild the node with an empty volume (docs/runbooks/redis.md), if its data is not needed.',
  },
  'SCALE-AGENT-002': {
    title: 'A strange node is in the cluster',
    cause: 'The nodes know one whose name is none of this release: somebody has met it by hand.',
    remedy: 'Let it go, with its slots moved back if it has some: `CLUSTER FORGET` on every node, within a minute.',
  },
  'SCALE-AGENT-003': {
    title: 'A node holds keys that no client can reach',
    cause: 'It has keys and no slots, and does not belong to the cluster, or there is none: they are of another time.',
    remedy: 'Save them if they are needed, then rebuild the node with an empty volume.',
  },
  'SCALE-AGENT-004': {
    title: 'Two nodes hold the same slots',
    cause: 'A node comes back with a volume of another time, and neither of the two is clearly the older one.',
    remedy: 'Decide whose data is wanted, and rebuild the other one with an empty volume.',
  },
  'SCALE-AGENT-005': {
    title: 'Too few masters are left to agree',
    cause:
      'Most masters have lost their volumes at once, so no majority can elect their replicas, which have the data.',
    remedy:
      'Run `CLUSTER FAILOVER TAKEOVER` on the replicas that are named. Writes that only the lost masters had are lost.',
  },
  'SCALE-AGENT-006': {
    title: 'A pod that was not wanted any more is gone with its slots',
    cause: 'It was the last one with their data, and did not hand over before it went.',
    remedy: 'Ask for it again with the values, so that it comes back with its volume; then scale in again.',
  },
} as const satisfies Record<string, { readonly title: string; readonly cause: string; readonly remedy: string }>;

/** A code of {@link AGENT_CODES}. */
export type AgentCode = keyof typeof AGENT_CODES;

/** What is said of it: the code, and what was found. */
export const refusal = (code: AgentCode, found: string): string => `${code}: ${found}`;
