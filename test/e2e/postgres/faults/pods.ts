import { LIMITS, type Fault } from './fault';

export const deletePod: Fault = {
  name: 'delete-pod',
  sentence: 'kubectl delete pod of the leader',
  limits: LIMITS.planned,
  strike: async (stage) => {
    const { name } = await stage.leader();
    await stage.mark();
    await stage.context.kubectl.run(['delete', 'pod', name, '--wait'], { seconds: 400 });
    return '';
  },
};

export const deletePodForced: Fault = {
  name: 'delete-pod-forced',
  sentence: 'kubectl delete pod --grace-period=0 --force of the leader',
  limits: LIMITS.killed,
  strike: async (stage) => {
    const { name } = await stage.leader();
    await stage.mark();
    await stage.context.kubectl.run(['delete', 'pod', name, '--grace-period=0', '--force', '--wait=false']);
    return '';
  },
};
