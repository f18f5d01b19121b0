import { App, Chart } from 'cdk8s';
import { contextOf } from '../../../constructs/stack-context';
import { podBase } from '../../../constructs/workload/pod-base';
import { valueOf } from '../support';

const context = contextOf(new Chart(new App(), 'shop'));

test('a pod gets no token of the API server unless it asks for one, and no addresses of Services as environment', () => {
  expect(valueOf(podBase(context, { account: 'api', priorityClassName: '' }))).toEqual({
    serviceAccountName: 'api',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
  });
  expect(podBase(context, { account: 'db', priorityClassName: '', token: true }).automountServiceAccountToken).toBe(
    true,
  );
});

test('it has the priority and the pull secrets that are given', () => {
  const pods = { imageRegistry: '', imagePullSecrets: [{ name: 'pull' }] };
  expect(valueOf(podBase({ ...context, pods }, { account: 'api', priorityClassName: 'high' }))).toMatchObject({
    priorityClassName: 'high',
    imagePullSecrets: [{ name: 'pull' }],
  });
});
