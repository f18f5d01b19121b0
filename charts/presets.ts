/** Named sizes of the reference stack: only what differs from the defaults. */
import type { Preset } from './stack';

export const PRESETS: Readonly<Record<string, Preset>> = {
  small: {
    description: 'One or two pods a service, one Postgres, one Redis and small requests: a laptop, a preview, a test.',
    values: {
      backend: {
        autoscaling: { min: 1, max: 3 },
        resources: { requests: { cpu: '50m', memory: '96Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
        rollout: { minReadySeconds: 2 },
      },
      frontend: {
        autoscaling: { min: 1, max: 2 },
        resources: { requests: { cpu: '25m', memory: '96Mi' }, limits: { cpu: '250m' } },
        rollout: { minReadySeconds: 2 },
      },
      edge: {
        autoscaling: { min: 1, max: 2 },
        cache: { sizeMegabytes: 64, keysMegabytes: 4 },
        security: { tmpSize: '64Mi' },
        resources: {
          requests: { cpu: '25m', memory: '32Mi' },
          limits: { memory: '128Mi', 'ephemeral-storage': '512Mi' },
        },
        rollout: { minReadySeconds: 2 },
      },
      postgres: {
        replicas: 1,
        durability: 'async-fast',
        resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { cpu: '1', memory: '512Mi' } },
        storage: { size: '2Gi' },
      },
      pooler: { replicas: 1, resources: { requests: { cpu: '25m' } } },
      redis: {
        mode: 'standalone',
        maxMemory: '128Mi',
        resources: { requests: { cpu: '25m', memory: '128Mi' }, limits: { cpu: '500m', memory: '384Mi' } },
        storage: { size: '1Gi' },
      },
    },
  },
  reference: {
    description:
      'The numbers of the FastNext design: 3 to 20 backends, 2 to 10 frontends, 6 nodes of Redis. The default.',
    values: {},
  },
  large: {
    description: 'Many pods over strict zones, for clusters with three zones and room to grow.',
    values: {
      backend: {
        autoscaling: { min: 9, max: 60, cpuUtilization: 60, scaleUp: { percent: 100, pods: 6 } },
        resources: { requests: { cpu: '1', memory: '512Mi' }, limits: { cpu: '2', memory: '1Gi' } },
        spread: { zones: 'DoNotSchedule' },
      },
      frontend: {
        autoscaling: { min: 6, max: 30, cpuUtilization: 60, scaleUp: { percent: 100, pods: 3 } },
        resources: { requests: { cpu: '500m', memory: '256Mi' }, limits: { cpu: '1', memory: '512Mi' } },
        spread: { zones: 'DoNotSchedule' },
      },
      edge: {
        autoscaling: { min: 3, max: 20, cpuUtilization: 60, scaleUp: { percent: 100, pods: 3 } },
        workers: 4,
        limits: { connections: 8192 },
        cache: { sizeMegabytes: 8192, keysMegabytes: 256 },
        resources: {
          requests: { cpu: '1', memory: '512Mi', 'ephemeral-storage': '2Gi' },
          limits: { cpu: '4', memory: '1Gi', 'ephemeral-storage': '12Gi' },
        },
        spread: { zones: 'DoNotSchedule' },
      },
      postgres: {
        resources: { requests: { cpu: '4', memory: '16Gi' }, limits: { cpu: '8', memory: '16Gi' } },
        storage: { size: '200Gi', wal: { enabled: true, size: '50Gi' } },
        spread: { zones: 'DoNotSchedule', nodes: 'required' },
      },
      pooler: {
        replicas: 3,
        maxClientConnections: 5000,
        resources: { requests: { cpu: '500m', memory: '128Mi' }, limits: { cpu: '2', memory: '512Mi' } },
        spread: { zones: 'DoNotSchedule' },
      },
      redis: {
        shards: 6,
        maxMemory: '8Gi',
        replication: { backlog: '256Mi' },
        resources: { requests: { cpu: '1', memory: '10Gi' }, limits: { cpu: '4', memory: '16Gi' } },
        storage: { size: '50Gi' },
        spread: { zones: 'DoNotSchedule', nodes: 'required' },
      },
    },
  },
};
