/** The claim of a volume in a StatefulSet. */
import type { k8s } from 'cdk8s-plus-28';
import type { Param } from '../values/expr';
import { isSet } from '../values/ops';
import { when, type Template } from '../values/template';

/** The claim, with the fields that the API server would add: Argo CD compares them. */
export function claim(
  name: string,
  size: Param<string>,
  storageClassName: Param<string>,
  accessMode: Param<string>,
  selector: Template<Record<string, string>>,
): Template<k8s.KubePersistentVolumeClaimProps> {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, labels: selector },
    spec: {
      accessModes: [accessMode],
      resources: { requests: { storage: size } },
      storageClassName: when(isSet(storageClassName), storageClassName),
      volumeMode: 'Filesystem',
    },
  } as Template<k8s.KubePersistentVolumeClaimProps>;
}
