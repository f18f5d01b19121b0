/** A pod, run on demand, that asks services for an answer: `helm test`. */
import { Construct } from 'constructs';
import { Manifest } from '../manifest';
import { addFlow } from '../network/flow';
import { contextOf } from '../stack-context';
import { group, int } from '../values/fields';
import { isSet, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { merge, when } from '../values/template';
import { imageOf } from './image';
import { RESTRICTED_CONTAINER, restrictedPod } from './restricted';
import { imageValues } from './values';
import type { WebService } from './web-service';

/** The values schema of the test. */
export const smokeTestValues = (repository: string) =>
  group('The pod of `helm test`, which asks every service for its health through its Service.', {
    image: imageValues(repository),
    deadlineSeconds: int(60, [1, 600], 'How long it goes on asking before it gives up, in seconds.'),
  });

/** Properties of a {@link SmokeTest}. */
export interface SmokeTestProps extends Resolved<ReturnType<typeof smokeTestValues>> {
  /** Who must answer with a status below 400. */
  readonly asks: readonly Pick<WebService, 'component' | 'healthUrl' | 'port'>[];
}

/** Asks each URL until it answers or the deadline passes; the image must have Node.js. */
const SCRIPT = `
const [deadline, ...urls] = process.argv.slice(1);
const end = Date.now() + Number(deadline) * 1000;
const ask = async (url) => {
  for (let last = ''; ; await new Promise((go) => setTimeout(go, 500))) {
    try {
      const { status } = await fetch(url, { signal: AbortSignal.timeout(3000) });
      if (status < 400) return console.log('ok   ' + url + ' ' + status);
      last = String(status);
    } catch (error) {
      last = error.cause?.code ?? error.message;
    }
    if (Date.now() > end) throw new Error('no answer from ' + url + ': ' + last);
  }
};
Promise.all(urls.map(ask)).catch((error) => { console.error(error.message); process.exit(1); });
`.trim();

/** The test's pod. Not part of `kubectl apply`. */
export class SmokeTest extends Construct {
  constructor(scope: Construct, id: string, props: SmokeTestProps) {
    super(scope, id);
    const { fullname, labels, pods } = contextOf(this);
    for (const { component, port } of props.asks) {
      addFlow(this, { from: { component: id }, to: { component }, ports: [port], purpose: 'helm test' });
    }
    new Manifest(
      this,
      'Pod',
      'Pod',
      {
        metadata: {
          name: str`${fullname}-${id}`,
          labels: merge<Record<string, string>>(labels, { 'app.kubernetes.io/component': id }),
        },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          imagePullSecrets: when(isSet(pods.imagePullSecrets), pods.imagePullSecrets),
          securityContext: restrictedPod(),
          containers: [
            {
              name: 'ask',
              image: imageOf(this, props.image),
              imagePullPolicy: props.image.pullPolicy,
              command: [
                'node',
                '-e',
                SCRIPT,
                str`${props.deadlineSeconds}`,
                ...props.asks.map(({ healthUrl }) => healthUrl),
              ],
              resources: {
                requests: { cpu: '10m', memory: '64Mi', 'ephemeral-storage': '16Mi' },
                limits: { cpu: '500m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
              },
              securityContext: RESTRICTED_CONTAINER,
            },
          ],
        },
      },
      { onDemand: true },
    );
  }
}
