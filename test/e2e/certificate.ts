import { X509Certificate } from 'node:crypto';
import { generate, type GenerateResult } from 'selfsigned';

/** A signature that today's OpenSSL takes. */
const common = { keyType: 'ec', algorithm: 'sha256' } as const;

/** Signs certificates for servers of the cluster, as cert-manager would. */
export class Authority {
  private constructor(private readonly own: GenerateResult) {}

  static async make(): Promise<Authority> {
    return new Authority(
      await generate([{ name: 'commonName', value: 'e2e' }], {
        ...common,
        extensions: [
          { name: 'basicConstraints', cA: true, critical: true },
          { name: 'keyUsage', keyCertSign: true, critical: true },
        ],
      }),
    );
  }

  /** A Secret with a new certificate for these host names, and its fingerprint. */
  async secret(name: string, hosts: readonly string[]): Promise<{ readonly object: object; readonly print: string }> {
    const { cert, private: key } = this.own;
    const made = await generate([{ name: 'commonName', value: hosts[0] ?? '' }], {
      ...common,
      ca: { key, cert },
      extensions: [{ name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) }],
    });
    const stringData = { 'tls.crt': made.cert, 'tls.key': made.private, 'ca.crt': cert };
    return {
      object: { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name }, stringData },
      print: new X509Certificate(made.cert).fingerprint256,
    };
  }
}
