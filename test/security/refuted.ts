/** What scanners find in the manifests and is right as it is, with the reason. An entry that nothing matches any more fails the test. */

/** A finding that is not mended. */
export interface Refuted {
  readonly scanner: 'checkov';
  /** The scanner's name of its rule. */
  readonly rule: string;
  /** The objects that it is refuted for, as `Kind/name`; any other is a finding. */
  readonly objects: RegExp;
  /** Why it is right as it is, in one sentence. */
  readonly reason: string;
}

/** Everything that runs containers. */
const WORKLOADS = /^(Deployment|StatefulSet|Job|Pod)\//;

export const REFUTED: readonly Refuted[] = [
  {
    scanner: 'checkov',
    rule: 'CKV_K8S_21',
    objects: /./,
    reason: 'Manifests name no namespace, so that one set serves any: `kubectl -n`, Helm and Argo CD say which.',
  },
  {
    scanner: 'checkov',
    rule: 'CKV_K8S_15',
    objects: WORKLOADS,
    reason:
      'Tags are versions that are never written twice: asking the registry at each start would make it a part of every restart.',
  },
  {
    scanner: 'checkov',
    rule: 'CKV_K8S_43',
    objects: WORKLOADS,
    reason:
      'A digest is known when an image was pushed, by whoever did: each image has the value `digest`, which wins over the tag.',
  },
  {
    scanner: 'checkov',
    rule: 'CKV_K8S_38',
    objects: /^(StatefulSet\/.*postgres|Job\/.*-(secrets|postgres-configure|redis-remove-shards)(-[0-9a-f]{8})?)$/,
    reason:
      'They talk to the API server, by a Role that names what they may: Patroni keeps its lock there, the Jobs make Secrets and settings.',
  },
  {
    scanner: 'checkov',
    rule: 'CKV_K8S_40',
    objects: /^StatefulSet\/.*redis/,
    reason: 'It is the user of the public images of Redis and Valkey (999), to whom what is on the volumes belongs.',
  },
  {
    scanner: 'checkov',
    rule: 'CKV_K8S_9',
    objects: /^StatefulSet\/.*redis-[0-9]+$/,
    reason:
      'The probe of the server asks the agent, so a pod is ready when its agent says so; a second probe would ask the same.',
  },
  ...['CKV_K8S_8', 'CKV_K8S_9'].map((rule): Refuted => ({
    scanner: 'checkov',
    rule,
    objects: /^Pod\/.*-smoke-test$/,
    reason: 'It is a test that runs to its end and serves nobody.',
  })),
];
