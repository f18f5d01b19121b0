/** A certificate that is there already, or a first one that a Job in the cluster makes. */
import type { Construct } from 'constructs';
import type { Param } from '../values/expr';
import { choose, isSet, join, str } from '../values/ops';
import { Generated, type GeneratedProps } from './generated';

/** What a certificate is for. */
export interface GeneratedCertificateProps extends GeneratedProps {
  /** Names and addresses that clients outside use, from the values as a rule, `*.example.com` too; may be empty. */
  readonly hosts: Param<readonly string[]>;
  /**
   * What it is called within the cluster, such as by its Service: there whatever the values say. `$(NAMESPACE)` in one is the
   * namespace it is installed in, which Kubernetes fills in: plain manifests do not know it.
   */
  readonly names: readonly [Param<string>, ...Param<string>[]];
}

/**
 * Declares a Secret of the type `kubernetes.io/tls`, with `tls.crt` and `tls.key`; see {@link Generated}. What the Job makes is
 * signed by itself: enough for TLS at once, and trusted by no browser. Another certificate that somebody writes into it, such as
 * cert-manager, stays.
 *
 * ```ts
 * const { name } = new GeneratedCertificate(this, 'Certificate', 'tls', {
 *   existing: tls.existingSecret,
 *   hosts: ingress.hosts,
 *   names: [service, str`${service}.$(NAMESPACE).svc`],
 *   when: tls.enabled,
 * });
 * ```
 */
export class GeneratedCertificate extends Generated {
  private readonly hosts: Param<readonly string[]>;
  private readonly names: readonly Param<string>[];

  constructor(scope: Construct, id: string, component: string, props: GeneratedCertificateProps) {
    super(scope, id, component, props);
    this.hosts = props.hosts;
    this.names = props.names;
  }

  /** `--certificate=NAME:HOST,HOST` */
  get option(): Param<string> {
    const hosts = choose(isSet(this.hosts), str`,${join(this.hosts, ',')}`, '');
    const names = this.names.reduce((list, name) => str`${list},${name}`);
    return str`--certificate=${this.generatedName}:${names}${hosts}`;
  }
}
