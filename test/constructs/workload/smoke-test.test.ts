import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Chart, Testing } from 'cdk8s';
import { Manifest, SmokeTest, smokeTestValues } from '../../../constructs';
import { pick, valueOf } from '../support';

function pod(urls: string[], deadlineSeconds = 60): { manifest: Manifest; spec: unknown } {
  const chart = new Chart(Testing.app(), 'shop');
  const values = smokeTestValues('shop/ask').parse({ deadlineSeconds });
  const asks = urls.map((healthUrl) => ({ healthUrl, component: 'api', port: 8000 }));
  new SmokeTest(chart, 'smoke-test', { ...values, asks });
  const manifest = chart.node.findAll().find((node): node is Manifest => node instanceof Manifest);
  if (manifest === undefined) throw new Error('there is no object');
  return { manifest, spec: pick(valueOf(manifest.template), 'spec') };
}

test('it is a pod that is run on demand, once, as no one in particular', () => {
  const { manifest, spec } = pod(['http://a']);
  expect(manifest.presence.onDemand).toBe(true);
  expect(spec).toMatchObject({
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true },
    containers: [{ securityContext: { readOnlyRootFilesystem: true } }],
  });
});

test('it is told the deadline and what to ask', () => {
  const command = pick(pod(['http://a/x', 'http://b'], 7).spec, 'containers.0.command') as string[];
  expect(command.slice(0, 2)).toEqual(['node', '-e']);
  expect(command.slice(3)).toEqual(['7', 'http://a/x', 'http://b']);
});

describe('its script', () => {
  let server: Server;
  let url: string;
  beforeEach(async () => {
    server = createServer((request, response) => response.writeHead(request.url === '/bad' ? 500 : 204).end());
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.close();
  });
  const run = (...urls: string[]): Promise<{ code: number | null; output: string }> => {
    const [program = '', ...args] = pick(pod(urls, 1).spec, 'containers.0.command') as string[];
    // Not synchronously: the server that answers lives in this process.
    return new Promise((done) => {
      const child = execFile(program === 'node' ? process.execPath : program, args, (_, stdout, stderr) => {
        done({ code: child.exitCode, output: stdout + stderr });
      });
    });
  };
  test('succeeds when everything answers', async () => {
    expect(await run(`${url}/ok`)).toMatchObject({ code: 0, output: `ok   ${url}/ok 204\n` });
  });
  test('fails with the status when something does not, once the deadline has passed', async () => {
    const { code, output } = await run(`${url}/ok`, `${url}/bad`);
    expect(code).toBe(1);
    expect(output).toContain(`no answer from ${url}/bad: 500`);
  });
  test('fails with the reason when nobody is there', async () => {
    await new Promise((closed) => server.close(closed));
    expect((await run(url)).output).toBe(`no answer from ${url}: ECONNREFUSED\n`);
  });
});
