/** The part of the values schema that NetworkPolicies read. */
import { z } from 'zod';
import { RANGE } from '../values/addresses';
import { bool, freeList, group } from '../values/fields';

/** Ports that the API server of Kubernetes is behind, as pods reach it and as its Service does. */
export const API_SERVER_PORTS = [443, 6443];

const network = z.string().regex(RANGE, 'a network such as 10.0.0.0/8').meta({ token: true });

/** The values schema of the network, with its defaults. */
export const networkValues = () =>
  group('Who may talk to whom: each component to those that it needs, and to nobody else.', {
    enabled: bool(true, 'Make NetworkPolicies. false: none, and every pod reaches every other.'),
    clients: freeList(
      'Who may reach the edge, as peers of a NetworkPolicy: the namespace of an ingress controller, say. None: everybody.',
    ),
    dns: freeList('The name servers, as peers of a NetworkPolicy. None: the pods of the namespace kube-system.'),
    more: z
      .array(
        z.strictObject({
          component: z
            .string()
            .regex(/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/, 'a component such as backend')
            .meta({ token: true }),
          ingress: freeList('Who else may reach it, as ingress rules of a NetworkPolicy.'),
          egress: freeList('Whom else it may reach, as egress rules of a NetworkPolicy.'),
        }),
      )
      .default([])
      .meta({
        description:
          'What a component may do besides what follows from the connections of the stack: mail, S3, an API of somebody else. Each has a `component`, and rules of a NetworkPolicy as `ingress` and `egress`, which may be empty lists.',
      }),
    apiServer: z
      .array(network)
      .default([])
      .meta({
        description: `Networks of the API server, for those that need it, on its ports ${API_SERVER_PORTS.join(' and ')}. None: all.`,
      }),
  });

/** The schema's type. */
export type NetworkSchema = ReturnType<typeof networkValues>;
