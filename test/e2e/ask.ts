import type { Context } from './context';
import { exec } from './exec';
import { CheckFailed } from './fail';

/** One question. */
export interface Question {
  readonly url: string;
  /** @default GET */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. @default - none */
  readonly json?: unknown;
  /** How often it is asked, one after the other. @default 1 */
  readonly times?: number;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Redirects are not followed, and a certificate that nobody signed is taken. */
const SCRIPT = `
const { url, method = 'GET', headers = {}, json, times = 1 } = JSON.parse(process.argv[1]);
const body = json === undefined ? undefined : JSON.stringify(json);
if (body !== undefined) headers['content-type'] = 'application/json';
const protocol = require(url.startsWith('https:') ? 'node:https' : 'node:http');
const once = () => new Promise((done, fail) => {
  const request = protocol.request(url, { method, headers, rejectUnauthorized: false, agent: false, timeout: 10000 }, (response) => {
    let body = '';
    response.setEncoding('utf8').on('data', (part) => { body += part; }).on('error', fail);
    response.on('end', () => done({ status: response.statusCode, headers: response.headers, body }));
  });
  request.on('timeout', () => request.destroy(new Error('no answer in 10 s'))).on('error', fail).end(body);
});
(async () => {
  const answers = [];
  for (let i = 0; i < times; i += 1) answers.push(await once());
  console.log(JSON.stringify(answers));
})().catch((error) => { console.error(error.code ?? error.message); process.exit(1); });`;

/** Asks from inside the cluster. */
export async function ask(context: Context, question: Question): Promise<readonly Answer[]> {
  const command = context.client.command('-e', SCRIPT, '--', JSON.stringify(question));
  const { code, stdout, stderr } = await exec(command, { env: context.kubectl.environment, signal: context.signal });
  if (code !== 0) throw new CheckFailed(`${question.url}: ${stderr.trim()}`);
  return JSON.parse(stdout) as readonly Answer[];
}
