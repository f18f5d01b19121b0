import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Context } from './context';
import { CheckFailed } from './fail';
import type { EchoReport } from './load/echo';
import { notYet, there, waitFor } from './wait';

/** Holds so many conversations at `url` while `action` runs, and resolves with what became of them. */
export async function whileConversing(
  context: Context,
  url: string,
  conversations: number,
  action: () => Promise<void>,
): Promise<EchoReport> {
  const [file = '', ...args] = context.client.command('/load/echo.ts', url, String(conversations));
  const { environment } = context.kubectl;
  const child = spawn(file, args, { env: environment, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'close').catch(() => undefined);
  context.signal.addEventListener('abort', () => child.kill(), { once: true });
  child.stdin.on('error', () => undefined);
  let began = false;
  let report: EchoReport | undefined;
  let said = '';
  createInterface(child.stdout).on('line', (line) => {
    const told = JSON.parse(line) as { report?: EchoReport };
    began = true;
    report = told.report ?? report;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-2000);
  });
  try {
    const waiting = { log: context.log, signal: context.signal, seconds: 60 };
    await waitFor('conversations', () => Promise.resolve(began ? there(began) : notYet(said || 'none')), waiting);
    await action();
  } finally {
    child.stdin.end();
    await ended;
  }
  if (report === undefined) throw new CheckFailed(`the conversations ended without a report: ${said}`);
  return report;
}
