/** All that is scanned: what is committed, and what Helm makes of each size and of everything that can be switched on. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fastnext } from '../../charts';
import type { Json } from '../../constructs/values/expr';
import type { OutputFile } from '../../packaging';
import { helmTemplate } from '../helm/template';
import { writeYaml } from '../helm/yaml';

const DIST = resolve(__dirname, '../../dist');

/** What is off by default, switched on. */
const EVERYTHING: Readonly<Record<string, Json>> = {
  backend: { canary: { enabled: true } },
  frontend: { canary: { enabled: true } },
  edge: { entry: { kind: 'ingress' }, tls: { at: 'front' }, realIp: { from: ['10.0.0.0/8'] } },
  postgres: { storage: { wal: { enabled: true } }, tls: { enabled: true, existingSecret: 'shop-postgres-tls' } },
  redis: { flavour: 'redis', tls: { enabled: true, existingSecret: 'shop-redis-tls' } },
  sidecar: { serviceMonitor: { enabled: true } },
  quota: { enabled: true },
};

/** The files. */
export async function rendered(): Promise<readonly OutputFile[]> {
  const committed = readdirSync(DIST)
    .filter((name) => name.endsWith('.k8s.yaml'))
    .map((name) => ({ path: `dist/${name}`, content: readFileSync(join(DIST, name), 'utf8') }));
  const sizes = Object.entries(fastnext.presets).map(([name, { values }]) => [name, values] as const);
  const made = await Promise.all(
    [...sizes, ['everything', EVERYTHING] as const].map(async ([name, values]) => ({
      path: `helm/${name}.yaml`,
      content: await template(values as Readonly<Record<string, Json>>),
    })),
  );
  return [...committed, ...made];
}

async function template(values: Readonly<Record<string, Json>>): Promise<string> {
  const release = { name: 'shop', namespace: 'shops' };
  const result = await helmTemplate('helm4', join(DIST, 'helm', fastnext.name), release, values);
  if (!result.ok) throw new Error(result.stderr);
  return result.objects.map((object) => `---\n${writeYaml(object)}`).join('');
}
