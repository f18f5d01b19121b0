/** The Job that makes the first passwords of a stack, in the cluster, once. */
import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { contextOf } from '../stack-context';
import { Task } from '../tasks/task';
import { taskValues, type TaskSchema } from '../tasks/values';
import type { Param } from '../values/expr';
import { and, choose, or, str } from '../values/ops';
import { resolveProps, type PropsOf, type Resolved } from '../values/props';
import { when, type Template } from '../values/template';
import { GeneratedSecret } from './generated-secret';

const SCHEMA = taskValues();

/**
 * Makes every {@link GeneratedSecret} of the tree that is not there yet, and adds keys that are missing. It never changes a key
 * that is there, whoever wrote it. Its rights: to create Secrets, and to read and change those that it makes, by name.
 *
 * ```ts
 * new SecretsJob(chart, 'secrets');
 * ```
 */
export class SecretsJob extends Construct {
  constructor(scope: Construct, id: string, props: PropsOf<TaskSchema> = {}) {
    super(scope, id);
    const settings: Resolved<TaskSchema> = resolveProps(SCHEMA, props, this.node.path);
    // Whose they are, for people; not the labels that Argo CD tells its own objects by.
    const label = `--label=app.kubernetes.io/part-of=${contextOf(this).name}`;
    new Task(this, id, {
      settings,
      when: or(...this.secrets.map(wanted)),
      wave: -3,
      rules: () => this.rules(),
      content: () => ({
        args: ['make-secrets', label, ...this.secrets.map((secret) => when<string>(wanted(secret), option(secret)))],
        inputs: Object.fromEntries(
          this.secrets.map((secret, i) => [`secret${i}`, choose(wanted(secret), option(secret), '')]),
        ),
      }),
    });
  }

  /** All that the tree declares: those of constructs made before it, as whether there is anything to do is asked at once. */
  private get secrets(): readonly GeneratedSecret[] {
    return this.node.root.node.findAll().filter((node): node is GeneratedSecret => node instanceof GeneratedSecret);
  }

  private rules(): readonly Template<k8s.PolicyRule>[] {
    const names = this.secrets.map((secret) => when<string>(wanted(secret), secret.generatedName));
    return [
      // A right to create cannot be limited to names, as the object is not there yet.
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: names, verbs: ['get', 'patch'] },
    ];
  }
}

const wanted = (secret: GeneratedSecret): Param<boolean> => and(secret.when, secret.generated);

/** `--secret=NAME:KEY,KEY` */
const option = (secret: GeneratedSecret): Param<string> =>
  str`--secret=${secret.generatedName}:${secret.keys.join(',')}`;
