/** A web service in a plain cdk8s app, as a library user has it. */
import { App, Chart, Testing } from 'cdk8s';
import { WebService, type WebServiceProps } from '../../../constructs';

export interface Plain {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}
export type Props = Partial<WebServiceProps>;

/** The objects of a chart called `shop`, by construct id: `Deployment`, `HeadlessService`, … */
export function synth(props: Props = {}, change: (service: WebService, chart: Chart) => void = () => undefined) {
  const chart = new Chart(Testing.app(), 'shop');
  const service = new WebService(chart, 'api', { image: 'shop/api:1.4.2', ...props });
  change(service, chart);
  const objects = (Testing.synth(chart) as (Plain | undefined)[]).filter((object) => object !== undefined);
  return {
    service,
    objects,
    /** The one object of a kind, or with a name. */
    get: (kind: string, name?: string) =>
      objects.find((object) => object.kind === kind && (name === undefined || object.metadata.name === name)),
  };
}

/** What `app.synth()` refuses: the codes in its message, in order. */
export function refusals(props: Props): string[] {
  const app = new App({ outdir: Testing.app().outdir });
  new WebService(new Chart(app, 'shop'), 'api', { image: 'shop/api:1.4.2', ...props });
  try {
    app.synth();
    return [];
  } catch (error) {
    return [...(error as Error).message.matchAll(/\[[^\]]*\] (SCALE-[A-Z]+-\d+)/g)].map(([, code = '']) => code);
  }
}
