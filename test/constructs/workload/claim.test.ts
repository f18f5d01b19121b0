import { claim } from '../../../constructs/workload/claim';
import { pick, ref, valueOf } from '../support';

const labels = { app: 'x' };

test('a claim has all that the API server would add, as Argo CD compares them', () => {
  expect(valueOf(claim('data', '5Gi', 'fast', 'ReadWriteOnce', labels))).toEqual({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', labels },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '5Gi' } },
      storageClassName: 'fast',
      volumeMode: 'Filesystem',
    },
  });
});
test('of the default class it names none, whether that is known now or later', () => {
  const name = ref<string>('string', 'name');
  expect(pick(valueOf(claim('data', '5Gi', '', 'ReadWriteOnce', labels)), 'spec')).not.toHaveProperty(
    'storageClassName',
  );
  const later = claim('data', '5Gi', name, 'ReadWriteOnce', labels);
  expect(pick(valueOf(later, { name: '' }), 'spec')).not.toHaveProperty('storageClassName');
  expect(pick(valueOf(later, { name: 'slow' }), 'spec.storageClassName')).toBe('slow');
});
