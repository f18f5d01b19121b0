import { DEFAULT_USER, RESTRICTED_CONTAINER, restrictedPod } from '../../../constructs/workload/restricted';

test('a pod and its container together are what the `restricted` profile asks for', () => {
  expect(restrictedPod()).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(RESTRICTED_CONTAINER).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
});
test('the user is nobody on the node, unless another is said; the group owns the volumes', () => {
  expect(DEFAULT_USER).toBeGreaterThanOrEqual(10_000);
  expect(restrictedPod()).toMatchObject({ runAsUser: DEFAULT_USER, runAsGroup: DEFAULT_USER, fsGroup: DEFAULT_USER });
  expect(restrictedPod(1, 2)).toMatchObject({ runAsUser: 1, runAsGroup: 2, fsGroup: 2 });
});
