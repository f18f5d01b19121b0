/** A Job that runs once for each change of what it is given, with an identity of its own. */
import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Manifest, type Presence } from '../manifest';
import { contextOf } from '../stack-context';
import type { Param } from '../values/expr';
import { isSet, sha256, str, trimSuffix, truncate } from '../values/ops';
import type { Resolved } from '../values/props';
import { block } from '../values/refs';
import { merge, passed, when, type Template } from '../values/template';
import { imageOf } from '../workload/image';
import { podBase } from '../workload/pod-base';
import { RESTRICTED_CONTAINER, restrictedPod } from '../workload/restricted';
import type { TaskSchema } from './values';

/** A Job's name is a label of its pods, so it has 63 characters; these are left when the hash has its own. */
const NAME_LENGTH = 54;
/** Characters of the hash in a Job's name: enough to tell a Job from its few predecessors. */
const HASH_LENGTH = 8;
/** Where Kubernetes puts the certificate of its API server. */
const CLUSTER_CA = '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt';
/** Retries of the pod; the program itself tries for as long as the deadline allows. */
const RETRIES = 4;

/** How long a Job that may run again is kept when it is done, in seconds: for those who want to see its log. */
const SECONDS_KEPT = 600;
/** Argo CD would find a Job that went away missing; as a hook it is made anew at each sync, and is no part of what is compared. */
const ARGO_HOOK = {
  'argocd.argoproj.io/hook': 'Sync',
  'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
};

/** What a task is. */
export interface TaskProps {
  /** Its image, its resources and the like. */
  readonly settings: Resolved<TaskSchema>;
  /** It is there only when this holds. */
  readonly when: Param<boolean>;
  /** Argo CD's sync wave of the Job. */
  readonly wave: number;
  /**
   * It brings something to a wanted state, and that may be another one in between: a Job that is done goes away after ten minutes, so
   * that going back to earlier values, which is the earlier name, runs again; under Argo CD it runs at each sync.
   *
   * @default false
   */
  readonly repeats?: boolean;
  /** It is run when the stack is uninstalled, before any of it goes; its identity is there for that time alone. @default false */
  readonly onRemoval?: boolean;
  /** What it may do in the cluster. @default - nothing, and it gets no token */
  readonly rules?: () => readonly Template<k8s.PolicyRule>[];
  /** What it does: asked for when the whole tree stands. */
  readonly content: () => TaskContent;
}

/** What a task does. */
export interface TaskContent {
  /** The program. @default - that of the stack's own image of tasks */
  readonly command?: Template<readonly string[]>;
  /** The task of the image, and its options. @default - none */
  readonly args?: Template<readonly string[]>;
  readonly env?: readonly Template<k8s.EnvVar>[];
  readonly envFrom?: readonly Template<k8s.EnvFromSource>[];
  readonly volumes?: readonly Template<k8s.Volume>[];
  readonly volumeMounts?: readonly Template<k8s.VolumeMount>[];
  /** Who its processes are. @default - the user of the stack's own images */
  readonly securityContext?: Template<k8s.PodSecurityContext>;
  /** All in the above that values can change, and what it depends on: another content is another Job. */
  readonly inputs: Readonly<Record<string, Param<unknown>>>;
}

/**
 * Job, ServiceAccount and, with `rules`, Role and RoleBinding. A Job cannot be changed, so its name ends in a hash of all that
 * it is made from: applied again, the same is left alone, and a change runs anew, with `kubectl apply`, Helm and Argo CD alike. One that is run on
 * removal is made once, and has no hash.
 */
export class Task extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: TaskProps,
  ) {
    super(scope, id);
    const { rules, onRemoval = false } = props;
    // What is run by itself stands in no wave.
    const presence: Presence = { when: props.when, ...(onRemoval ? { onRemoval, wave: 0 } : {}) };
    const { name, metadata } = this;

    new Manifest(this, 'ServiceAccount', 'ServiceAccount', { metadata, automountServiceAccountToken: false }, presence);
    if (rules !== undefined) {
      new Manifest(this, 'Role', 'Role', () => ({ metadata, rules: rules() }), presence);
      new Manifest(
        this,
        'RoleBinding',
        'RoleBinding',
        {
          metadata,
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
          // Without a namespace: that of the binding.
          subjects: [{ kind: 'ServiceAccount', name }],
        },
        presence,
      );
    }
    new Manifest(this, 'Job', 'Job', () => this.job(), { ...presence, wave: props.wave });
  }

  private get name(): Param<string> {
    return str`${contextOf(this).fullname}-${this.node.id}`;
  }

  private get metadata(): { readonly name: Param<string>; readonly labels: Template<Record<string, string>> } {
    const labels = merge<Record<string, string>>(contextOf(this).labels, {
      'app.kubernetes.io/component': this.node.id,
    });
    return { name: this.name, labels };
  }

  private job(): Template<k8s.KubeJobProps> {
    const { settings, repeats = false, onRemoval = false } = this.props;
    const content = this.props.content();
    const { pods, version } = contextOf(this);
    const pull = { registry: pods.imageRegistry, pullSecrets: pods.imagePullSecrets };
    const inputs = { settings: block(settings), version, ...pull, ...content.inputs };
    const { name, labels } = this.metadata;
    return {
      metadata: {
        name: onRemoval
          ? trimSuffix(truncate(name, NAME_LENGTH + 1 + HASH_LENGTH), '-')
          : str`${trimSuffix(truncate(name, NAME_LENGTH), '-')}-${truncate(sha256(inputs), HASH_LENGTH)}`,
        labels,
        ...(repeats ? { annotations: ARGO_HOOK } : {}),
      },
      spec: {
        backoffLimit: RETRIES,
        ...(repeats ? { ttlSecondsAfterFinished: SECONDS_KEPT } : {}),
        activeDeadlineSeconds: settings.deadlineSeconds,
        template: { metadata: { labels }, spec: this.pod(content) },
      },
    };
  }

  private pod(content: TaskContent): Template<k8s.PodSpec> {
    const { settings, rules } = this.props;
    return {
      restartPolicy: 'OnFailure',
      ...podBase(contextOf(this), {
        account: this.name,
        priorityClassName: settings.priorityClassName,
        token: rules !== undefined,
      }),
      securityContext: content.securityContext ?? restrictedPod(),
      containers: [
        {
          name: 'task',
          image: imageOf(this, settings.image),
          imagePullPolicy: settings.image.pullPolicy,
          command: content.command ?? ['node', '/app/server.js'],
          args: content.args,
          env: [
            { name: 'DEADLINE_SECONDS', value: str`${settings.deadlineSeconds}` },
            { name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
            // Node.js trusts the cluster's own certificate then.
            ...(rules === undefined ? [] : [{ name: 'NODE_EXTRA_CA_CERTS', value: CLUSTER_CA }]),
            ...(content.env ?? []),
          ],
          envFrom: content.envFrom,
          resources: passed<k8s.ResourceRequirements>(block(settings.resources)) as Template<k8s.ResourceRequirements>,
          securityContext: RESTRICTED_CONTAINER,
          volumeMounts: content.volumeMounts,
        },
      ],
      volumes: content.volumes,
      nodeSelector: when(isSet(settings.nodeSelector), settings.nodeSelector),
      tolerations: when(isSet(settings.tolerations), passed<k8s.Toleration[]>(settings.tolerations)),
    };
  }
}
