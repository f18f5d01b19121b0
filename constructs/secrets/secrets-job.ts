/** The Job that makes the first passwords and certificates of a stack, in the cluster, once. */
import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { contextOf } from '../stack-context';
import { addFlow } from '../network/flow';
import { Task } from '../tasks/task';
import { taskValues, type TaskSchema } from '../tasks/values';
import { choose, or } from '../values/ops';
import { resolveProps, type PropsOf, type Resolved } from '../values/props';
import { when, type Template } from '../values/template';
import { Generated } from './generated';

const SCHEMA = taskValues();

/**
 * Makes every `GeneratedSecret` and `GeneratedCertificate` of the tree that is not there yet, and adds keys that are missing. It
 * never changes what is there, whoever wrote it, but for a certificate of its own that is about to end or lacks a host. Its
 * rights: to create Secrets, and to read and change those that it makes, by name.
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
    const wanted = or(...this.secrets.map((secret) => secret.wanted));
    addFlow(this, {
      from: { component: id },
      to: { outside: 'api-server' },
      ports: [],
      purpose: 'Secrets',
      when: wanted,
    });
    new Task(this, id, {
      settings,
      when: wanted,
      wave: -3,
      rules: () => this.rules(),
      content: () => ({
        args: ['make-secrets', label, ...this.secrets.map((secret) => when<string>(secret.wanted, secret.option))],
        inputs: Object.fromEntries(
          this.secrets.map((secret, i) => [`secret${i}`, choose(secret.wanted, secret.option, '')]),
        ),
      }),
    });
  }

  /** All that the tree declares: those of constructs made before it, as whether there is anything to do is asked at once. */
  private get secrets(): readonly Generated[] {
    return this.node.root.node.findAll().filter((node): node is Generated => node instanceof Generated);
  }

  private rules(): readonly Template<k8s.PolicyRule>[] {
    const names = this.secrets.map((secret) => when<string>(secret.wanted, secret.generatedName));
    return [
      // A right to create cannot be limited to names, as the object is not there yet.
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: names, verbs: ['get', 'patch'] },
    ];
  }
}
