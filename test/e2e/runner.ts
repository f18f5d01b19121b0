import type { Context, Group, Step } from './context';
import { diagnose } from './diagnose';
import { errorText } from './fail';
import { secondsSince } from './log';
import type { Row } from './table';

/** Runs the groups in order. A group whose ground has failed is not run; each failure is explained where it happens. */
export async function runGroups(groups: readonly Group[], context: Context): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const passed = new Set<string>();
  for (const { name, needs, steps } of groups) {
    let going = needs.every((need) => passed.has(need)) && !context.signal.aborted;
    for (const step of steps) {
      const row = going ? await runStep(step, context) : notRun(step);
      going = row.result === 'passed';
      rows.push(row);
    }
    if (going) passed.add(name);
  }
  return rows;
}

const notRun = ({ sentence }: Step): Row => ({ sentence, result: 'not run', seen: '', seconds: 0 });

async function runStep({ sentence, run }: Step, context: Context): Promise<Row> {
  const { log, signal, kubectl } = context;
  const begin = performance.now();
  log.heading(sentence);
  try {
    const seen = await run(context);
    const seconds = secondsSince(begin);
    log.say(`ok: ${seen} (${seconds} s)`);
    return { sentence, result: 'passed', seen, seconds };
  } catch (error) {
    const seconds = secondsSince(begin);
    const seen = signal.aborted ? 'interrupted' : errorText(error);
    log.say(`FAILED: ${seen}`);
    if (!signal.aborted) for (const line of (await diagnose(kubectl)).split('\n')) log.say(`  ${line}`);
    return { sentence, result: 'failed', seen, seconds };
  }
}
