/**
 * The page of the health sidecar with a made-up stack behind it, to look at: `npx tsx tools/health-page.ts` says where it is.
 * `npx tsx tools/health-page.ts docs/images/health-page.png` takes its picture, light beside dark, with the Chromium of the PATH (or of
 * CHROMIUM). It shows what the token opens; since an address never carries one, a small proxy adds it.
 */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { spawn } from 'node:child_process';
import { configurationSchema } from '../services/health-sidecar/src/configuration';
import { createHealthServer } from '../services/health-sidecar/src/http';
import { SNAPSHOTS } from './health-page/made-up';

const TOKEN = 'made-up';

async function main(file: string | undefined): Promise<void> {
  const health = createHealthServer({
    configuration: () => configurationSchema.parse({ stack: 'shop', limits: { requestsPerSecond: 1000 } }),
    sampler: { snapshots: SNAPSHOTS, overdueSeconds: 0 },
    state: { isDraining: false },
    token: () => TOKEN,
    identity: {
      ...{ service: 'health-sidecar', version: '0.1.0', pod: 'shop-backend-7d9f8c6b5-x2x7q', node: 'worker-2' },
      startedAt: new Date(),
    },
    log: { info: console.log, warn: console.warn, error: console.error },
  });
  const { port } = await health.listen({ host: '127.0.0.1', port: 0 });
  const trusted = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, authorization: `Bearer ${TOKEN}` };
    request({ host: '127.0.0.1', port, path: incoming.url, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    }).end();
  }).listen(0, '127.0.0.1');
  await once(trusted, 'listening');
  const address = `http://127.0.0.1:${(trusted.address() as AddressInfo).port}/`;
  console.log(`For anyone http://127.0.0.1:${port}/ (the token is ${TOKEN}), with the token ${address}`);
  if (file === undefined) return;
  // In a process of its own: this one has to answer meanwhile.
  const camera = spawn(
    process.execPath,
    ['--import', 'tsx', resolve(__dirname, 'health-page/picture.ts'), address, file],
    {
      stdio: 'inherit',
    },
  );
  const [code] = (await once(camera, 'exit')) as [number];
  process.exit(code);
}

void main(process.argv[2]);
