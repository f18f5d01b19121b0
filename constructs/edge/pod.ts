/** The pod of the edge: nginx, restricted, with its configuration, its certificate and its store. */
import type { k8s } from 'cdk8s-plus-28';
import type { StackContext } from '../stack-context';
import type { Param } from '../values/expr';
import { eq, isSet, str } from '../values/ops';
import { block } from '../values/refs';
import { passed, when, type Template } from '../values/template';
import { RESTRICTED_CONTAINER } from '../workload/restricted';
import { drain, TMP_MOUNT, tierPod } from '../workload/tier-pod';
import type { EdgeValues } from './values';
import { EDGE_CONTAINER, EDGE_PORTS, PATHS, STATUS_PATHS } from './names';
import { storeMegabytes } from './store';
import { START_SCRIPT } from './start';

/** What the pod is made of, besides its values. */
export interface EdgePod {
  readonly context: StackContext;
  readonly name: Param<string>;
  readonly filesName: Param<string>;
  readonly labels: Template<Record<string, string>>;
  readonly selector: Template<Record<string, string>>;
  readonly image: Param<string>;
  readonly checksum: Param<string>;
  /** The Secret with its certificate. */
  readonly certificate: Param<string>;
  readonly sidecars: readonly Template<k8s.Container>[];
  /** Volumes of the sidecars. */
  readonly volumes: readonly Template<k8s.Volume>[];
}

const probe = (path: string): Template<k8s.Probe> => ({ httpGet: { path, port: 'status' }, timeoutSeconds: 2 });

/** The pod template. */
export function edgePod(p: EdgeValues, parts: EdgePod): Template<k8s.PodTemplateSpec> {
  const atEdge = eq(p.tls.at, 'edge');
  return tierPod(p, {
    ...parts,
    annotations: { 'checksum/config': parts.checksum },
    container: {
      name: EDGE_CONTAINER,
      image: parts.image,
      imagePullPolicy: p.image.pullPolicy,
      command: ['sh', '-c', START_SCRIPT],
      ports: Object.entries(EDGE_PORTS).map(([name, containerPort]) =>
        when<k8s.ContainerPort>(name === 'https' ? atEdge : true, { name, containerPort, protocol: 'TCP' }),
      ),
      startupProbe: { ...probe(STATUS_PATHS.live), periodSeconds: 1, failureThreshold: 60 },
      readinessProbe: { ...probe(STATUS_PATHS.ready), periodSeconds: 5, failureThreshold: 2 },
      livenessProbe: { ...probe(STATUS_PATHS.live), periodSeconds: 10, failureThreshold: 3 },
      lifecycle: drain(p.shutdown),
      resources: passed<k8s.ResourceRequirements>(block(p.resources)) as Template<k8s.ResourceRequirements>,
      securityContext: RESTRICTED_CONTAINER,
      volumeMounts: [
        TMP_MOUNT,
        { name: 'config', mountPath: PATHS.config, readOnly: true },
        { name: 'cache', mountPath: PATHS.cache },
        when<k8s.VolumeMount>(isSet(p.files), { name: 'files', mountPath: PATHS.files, readOnly: true }),
        when<k8s.VolumeMount>(atEdge, { name: 'tls', mountPath: PATHS.tls, readOnly: true }),
      ],
    },
    volumes: [
      { name: 'config', configMap: { name: parts.name } },
      { name: 'cache', emptyDir: { sizeLimit: str`${storeMegabytes(p)}Mi` } },
      when<k8s.Volume>(isSet(p.files), { name: 'files', configMap: { name: parts.filesName } }),
      when<k8s.Volume>(atEdge, { name: 'tls', secret: { secretName: parts.certificate, defaultMode: 0o440 } }),
      ...parts.volumes,
    ],
  });
}
