import { patience, type Group, type Step } from '../context';
import { check } from '../fail';
import { settled } from '../fleet';
import { secondsSince } from '../log';
import { KEPT_SECRETS, Release } from '../release';
import { noneLost, podsOf, underTraffic, workFor } from '../traffic';
import { notYet, there, waitFor } from '../wait';

/** The small preset as it is: one pod a service. */
const third = new Release('third');

const work = workFor(third.fullname);

const loadAddsPods: Step = {
  sentence: 'the autoscaler adds a pod under load, which takes its share',
  run: async (context) => {
    await third.install(context);
    const backends = `${third.selector},app.kubernetes.io/component=backend`;
    const [before] = await settled(context, backends);
    check(before?.spec.replicas === 1, `it began with ${before?.spec.replicas ?? 0} replicas`);

    let after = 0;
    let seconds = 0;
    const reports = await underTraffic(context, [work], async (seen) => {
      const begin = performance.now();
      after = await waitFor(
        'a second backend pod',
        async () => {
          const [deployment] = await context.kubectl.list('deployments', backends);
          const [autoscaler] = await context.kubectl.list('horizontalpodautoscalers', backends);
          const available = deployment?.status.availableReplicas ?? 0;
          const load = autoscaler?.status.currentMetrics?.[0]?.containerResource?.current.averageUtilization;
          return available > 1 ? there(available) : notYet(`${available} available, CPU at ${load ?? '?'} %`);
        },
        patience(context),
      );
      seconds = secondsSince(begin);
      // What comes now finds both.
      const now = seen()?.answered['work'] ?? 0;
      await waitFor(
        'answers of the new pod',
        () => {
          const more = (seen()?.answered['work'] ?? 0) - now;
          return Promise.resolve(more >= 40 ? there(more) : notYet(`${more} answers since`));
        },
        patience(context),
      );
    });
    noneLost(reports, 1);
    const pods = podsOf(reports).size;
    check(pods > 1, 'the new pod got no request');
    await context.helm.run('uninstall', third.name, '--wait');
    // What outlives it on purpose.
    const kept = [
      ...['postgres-0', 'redis-0'].map((pod) => `persistentvolumeclaim/data-${third.fullname}-${pod}`),
      ...KEPT_SECRETS.map((part) => `secret/${third.fullname}-${part}`),
    ];
    await context.kubectl.run(['delete', ...kept, '--wait']);
    return `from 1 to ${after} pods after ${seconds} s; ${pods} answered`;
  },
};

/** The autoscaler at work. */
export const autoscaling: Group = { name: 'autoscaling', needs: ['cluster'], steps: [loadAddsPods] };
