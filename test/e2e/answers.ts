import type { Context } from './context';
import { check } from './fail';
import { livePods } from './fleet';
import { count } from './log';
import { noneLost, podsOf, underTraffic, type Target, type TargetReport } from './traffic';
import { notYet, there, waitFor } from './wait';

// By chance alone a pod is left out of so many answers less than once in a million times, with up to three pods.
const enough = 50;

/** Asks both Services, and both through the edge, until there are enough answers; each pod must have given one, and no other pod any. Says who answered. */
export async function answers(
  context: Context,
  stack: { readonly fullname: string; readonly selector: string },
): Promise<string> {
  const { fullname, selector } = stack;
  const targets: readonly Target[] = [
    { name: 'backend', url: `http://${fullname}-backend:8000/api/v1/hello`, perSecond: 20, kept: 0, answer: 'api' },
    { name: 'frontend', url: `http://${fullname}-frontend:3000/`, perSecond: 20, kept: 0, answer: 'page' },
    { name: 'edge, API', url: `https://${fullname}-edge/api/v1/hello`, perSecond: 10, kept: 0, answer: 'api' },
    { name: 'edge, page', url: `https://${fullname}-edge/`, perSecond: 10, kept: 0, answer: 'page' },
  ];
  const reports = await underTraffic(context, targets, async (seen) => {
    await waitFor(
      'answers',
      () => {
        const answered = Object.values(seen()?.answered ?? {});
        const least = Math.min(...answered);
        return Promise.resolve(least >= enough ? there(least) : notYet(`${least} of ${enough}`));
      },
      { log: context.log, signal: context.signal, seconds: 60 },
    );
  });
  noneLost(reports, 2 * enough);

  const pods = await livePods(context, `${selector},app.kubernetes.io/component in (backend,frontend)`);
  const own = new Set(pods.map(({ metadata }) => metadata.name));
  const heard = podsOf(reports);
  const silent = [...own].filter((name) => !heard.has(name));
  const strange = [...heard].filter((name) => !own.has(name));
  check(silent.length === 0, `no answer came from ${silent.join(', ')}`);
  check(strange.length === 0, `answers came from pods of others: ${strange.join(', ')}`);
  return reports.map(summary).join('; ');
}

const summary = ({ name, answered, pods, behind }: TargetReport): string => {
  const deeper = Object.keys(behind).length;
  const path = deeper === 0 ? '' : ` and ${deeper} behind`;
  return `${name} ${answered} from ${count(Object.keys(pods).length, 'pod')}${path}`;
};
