import { App, Chart, Testing } from 'cdk8s';
import { HealthSidecar, PostgresCluster, WebService } from '../../../constructs';
import { pick } from '../support';
import { envOf, synth, type Container, type Stack } from './synth';

const sidecarOf = (stack?: Stack): Container => {
  const found = synth(stack).app.initContainers?.find(({ name }) => name === 'health');
  if (found === undefined) throw new Error('there is no sidecar');
  return found;
};
const appOf = (stack?: Stack) => synth(stack).app.containers[0];

describe('in an app pod', () => {
  test('it is a native sidecar: started before the app, stopped after it', () => {
    expect(sidecarOf()).toMatchObject({ restartPolicy: 'Always', ports: [{ name: 'health', containerPort: 9100 }] });
  });

  test('a broken sidecar does not take the app out of service, nor keeps it from starting', () => {
    expect(sidecarOf()).not.toHaveProperty('readinessProbe');
    expect(sidecarOf()).not.toHaveProperty('startupProbe');
    for (const probe of ['readinessProbe', 'livenessProbe', 'startupProbe']) {
      expect(appOf()).toHaveProperty([probe, 'httpGet', 'port'], 'http');
    }
  });

  test('by value the pod is ready only while it says so, and the probes of the app stay', () => {
    const gated = { sidecar: { readinessGate: true } };
    expect(sidecarOf(gated)).toHaveProperty('readinessProbe.httpGet', {
      path: '/api/v1/scaling/health/readiness',
      port: 'health',
    });
    expect(appOf(gated)).toHaveProperty('readinessProbe.httpGet.port', 'http');
  });

  test('it is restarted when its own loop stands still, and by nothing else', () => {
    expect(sidecarOf()).toHaveProperty('livenessProbe.httpGet.path', '/api/v1/scaling/health/liveness');
  });

  test('it hears of the end of its pod before the app does, without a port that anybody could ask', () => {
    expect(sidecarOf()).toHaveProperty('lifecycle.preStop.exec.command', ['sh', '-c', 'kill -s USR2 1']);
  });

  test('it may do as little as every other container', () => {
    expect(sidecarOf()['securityContext']).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(sidecarOf()).toHaveProperty('resources.limits.memory', '128Mi');
  });

  test('what the app is connected to is what it watches, with the password files of the app', () => {
    const { configurationOf } = synth();
    const watched = configurationOf('shop-api-health', envOf(sidecarOf()));
    expect(watched).toMatchObject({
      stack: 'shop',
      app: { http: 'http://127.0.0.1:8000/health/ready' },
      database: { host: 'shop-pooler', port: 6432, user: 'app', passwordFile: '/etc/scaleout/database/password' },
      redis: { mode: 'cluster', nodes: [{ host: 'shop-redis', port: 6379 }], depth: 'any-node' },
    });
    const mounts = (sidecarOf()['volumeMounts'] as { mountPath: string; readOnly?: boolean }[]).map(
      ({ mountPath, readOnly }) => `${mountPath} ${String(readOnly)}`,
    );
    expect(mounts).toEqual([
      '/etc/scaleout/health true',
      '/etc/scaleout/health-token true',
      '/etc/scaleout/database true',
      '/etc/scaleout/redis true',
    ]);
  });

  test('no secret is in an environment or a ConfigMap: the token is a file', () => {
    const { app, objects } = synth();
    expect(app.volumes).toContainEqual({
      name: 'health-token',
      secret: {
        secretName: 'shop-health',
        optional: true,
        defaultMode: 0o440,
        items: [{ key: 'token', path: 'token' }],
      },
    });
    expect(JSON.stringify(objects)).not.toMatch(/secretKeyRef/);
  });

  test('switched off, nothing of it is left', () => {
    const { app, monitor, objects } = synth({ sidecar: { enabled: false } });
    expect(app.initContainers ?? []).toEqual([]);
    expect(app.volumes.filter(({ name }) => name.startsWith('health'))).toEqual([]);
    expect(monitor).toBeUndefined();
    expect(objects.filter(({ metadata }) => /health|monitoring/.test(metadata.name))).toEqual([]);
  });
});

describe('around it', () => {
  test('the Service of the app has its port, under its name', () => {
    expect(pick(synth().get('Service', 'shop-api'), 'spec.ports')).toContainEqual(
      expect.objectContaining({ name: 'health', port: 9100, targetPort: 'health' }),
    );
  });

  test('its connection to the database counts in the budget', () => {
    const budget = (enabled: boolean): string => {
      const app = new App({ outdir: Testing.app().outdir });
      const chart = new Chart(app, 'shop');
      const db = new PostgresCluster(chart, 'postgres', { maxConnections: 100 });
      const api = new WebService(chart, 'api', {
        image: 'shop/api:1',
        port: 8000,
        autoscaling: { max: 40 },
      }).connect(db, { pool: 10 });
      new HealthSidecar(chart, 'health', { enabled }).watch(api);
      try {
        app.synth();
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(budget(true)).toContain('api 50 pods x (1 processes x 10 + 1 of the sidecar) = 550');
    expect(budget(false)).toContain('= 500');
  });

  test('a ServiceMonitor is there by value only, as its kind may not be installed', () => {
    expect(synth().objects.filter(({ kind }) => kind === 'ServiceMonitor')).toEqual([]);
    const { get } = synth({ sidecar: { serviceMonitor: { enabled: true, labels: { release: 'prom' } } } });
    for (const name of ['shop-api-health', 'shop-monitoring']) {
      expect(get('ServiceMonitor', name)).toMatchObject({
        apiVersion: 'monitoring.coreos.com/v1',
        metadata: { labels: { release: 'prom' } },
        spec: { endpoints: [{ port: 'health', path: '/metrics', interval: '15s' }] },
      });
    }
  });
});

test('an app on the port of the sidecar is refused, as neither of the two could be reached', () => {
  const watched = (port: number, enabled = true) => {
    const app = Testing.app();
    const chart = new Chart(app, 'shop');
    const api = new WebService(chart, 'api', { image: 'shop/api:1', port });
    new HealthSidecar(chart, 'health', { enabled }).watch(api);
    return (): unknown => Testing.synth(chart);
  };
  expect(watched(9100)).toThrow('SCALE-SIDECAR-010');
  expect(watched(9101)).not.toThrow();
  expect(watched(9100, false)).not.toThrow();
});

test('an app starts although the Secret with the token is not there yet', () => {
  const { app } = synth();
  expect(app.volumes.find(({ name }) => name === 'health-token')).toHaveProperty('secret.optional', true);
});
