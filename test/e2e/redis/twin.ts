import { parseAllDocuments } from 'yaml';
import type { Context } from '../context';
import { ChartRelease } from '../faults/release';
import { notYet, there, waitFor } from '../wait';
import { patience } from '../context';
import type { KubeObject } from '../objects';
import type { Wanted } from './judge/places';
import { redisValues, SECRET, USUAL, type Flavour } from './stack';

const NAME = 'second';

/** A second release in the same namespace, of which only the cluster is made. It has the first one's passwords, so that nothing but its design keeps them apart. */
export class Twin extends ChartRelease {
  readonly wanted: Wanted = { prefix: `${NAME}-fastnext-redis`, ...USUAL };

  constructor(context: Context, flavour: Flavour) {
    super(context, NAME, { redis: { ...redisValues(flavour), existingSecret: SECRET } });
  }

  override async install(): Promise<void> {
    const { helm, kubectl } = this.context;
    const { stdout } = await helm.run('template', this.name, ...this.chart());
    const objects = parseAllDocuments(stdout).map((document) => document.toJS() as KubeObject | null);
    await kubectl.apply(
      ...objects.filter((object) => object !== null && isOfCluster(object)).map((object) => object ?? {}),
    );
  }

  /** Takes it away with its data. */
  async remove(): Promise<void> {
    const { kubectl } = this.context;
    const own = ['--selector', `app.kubernetes.io/instance=${NAME}`];
    const kinds = [
      ...[
        'statefulsets',
        'pods',
        'persistentvolumeclaims',
        'services',
        'configmaps',
        'leases',
        'roles',
        'rolebindings',
      ],
      ...['serviceaccounts', 'networkpolicies', 'poddisruptionbudgets'],
    ];
    await kubectl.run(['delete', kinds.join(), ...own, '--wait', '--timeout=180s'], { seconds: 200 });
    await waitFor(
      'the end of the second cluster',
      async () => {
        const left = await kubectl.list('pods', own[1]);
        return left.length === 0 ? there(undefined) : notYet(`${left.length} pods`);
      },
      patience(this.context),
    );
  }
}

const isOfCluster = ({ metadata: { labels, annotations } }: KubeObject): boolean =>
  labels?.['app.kubernetes.io/component'] === 'redis' && annotations?.['helm.sh/hook'] === undefined;
