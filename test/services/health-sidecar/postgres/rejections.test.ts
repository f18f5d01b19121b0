import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Every way to fail, many at once, in a process that a rejection of which nobody takes note would end. */
const SOURCE = `
const { createServer } = require('node:net');
const { connect } = require('./services/health-sidecar/src/postgres/connection');
const answers = [
  () => undefined,
  (socket) => socket.destroy(),
  (socket) => socket.end('HTTP/1.1 400 Bad Request'),
  (socket) => socket.once('data', () => socket.write('S')),
  (socket) => socket.once('data', () => socket.write('N')),
  (socket) => socket.once('data', () => socket.end(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]))),
];
let asked = 0;
const round = async (port, tls) => {
  const asker = connect({ host: '127.0.0.1', port, user: 'a', database: 'b', tls });
  await asker.ask(AbortSignal.timeout(1 + Math.floor(Math.random() * 100)), 'SELECT 1').catch(() => (asked += 1));
  asker.drop();
};
const all = answers.map((answer) => new Promise((resolve) => {
  const server = createServer((socket) => answer(socket.on('error', () => undefined))).listen(0, '127.0.0.1', async () => {
    const { port } = server.address();
    const tls = { caFile: 'package.json' };
    for (let i = 0; i < 20; i += 1) await Promise.all([round(port), round(port, tls), round(1)]);
    server.close();
    resolve();
  });
}));
Promise.all(all).then(() => {
  setTimeout(() => {
    console.log(asked);
    process.exit(0);
  }, 200);
});`;

test('no failure leaves a promise behind of which nobody takes note', async () => {
  const child = spawn(process.execPath, ['--unhandled-rejections=strict', '--import', 'tsx', '--eval', SOURCE]);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (each: Buffer) => output.push(each.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  expect([code, output.join('')]).toEqual([0, '360\n']);
}, 60_000);
