/** Self-signed certificates of servers: a new one, and whether an old one is still good. */
// The library's own parts find each other by it.
import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * As long as possible, as nothing renews it but the next run of the Job, which is the next upgrade. The 398 days of browsers hold for
 * public authorities only; but Apple's systems take no certificate of more than 825 days, from whomever.
 */
export const VALID_DAYS = 800;
/** It is valid a little before it is made: clocks differ. */
const EARLIER_MS = HOUR_MS;
/** Of its life; with less than that left it is replaced. */
const LEAST_LEFT = 1 / 3;
/** A name in a certificate has at most so many characters. */
const COMMON_NAME_LENGTH = 64;

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A certificate and its key, each as PEM. */
export interface CertificateAndKey {
  readonly certificate: string;
  readonly key: string;
}

/**
 * @param name for people who look at it
 * @param hosts host names, with `*.` before them too, and IP addresses
 * @param now milliseconds since 1970
 */
export async function newCertificate(
  name: string,
  hosts: readonly string[],
  now = Date.now(),
): Promise<CertificateAndKey> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name.slice(0, COMMON_NAME_LENGTH)] }],
    notBefore: new Date(now - EARLIER_MS),
    notAfter: new Date(now - EARLIER_MS + VALID_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      // Who trusts it trusts this one server: its key can make no other certificates. There is no key usage: one that allows it to sign
      // itself is for authorities alone, and without that right OpenSSL 1.1 does not see that it did.
      new BasicConstraintsExtension(false, undefined, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
      ),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** Tells certificates apart. */
export const fingerprintOf = (pem: string): string => new X509Certificate(pem).fingerprint256;

/** The certificate, if it is one, and signed by itself. */
export function selfSigned(pem: Buffer): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(pem);
    return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey) ? certificate : undefined;
  } catch {
    return undefined;
  }
}

/** Why a certificate has to be replaced; undefined when it is good for all hosts, and for a while. */
export function dueFor(certificate: X509Certificate, hosts: readonly string[], now = Date.now()): string | undefined {
  const unnamed = hosts.filter((host) => !names(certificate, host));
  if (unnamed.length > 0) return `it does not name ${unnamed.join(', ')}`;
  const [from, until] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  return until - now < (until - from) * LEAST_LEFT ? `it ends on ${new Date(until).toISOString()}` : undefined;
}

function names(certificate: X509Certificate, host: string): boolean {
  if (isIP(host) !== 0) return certificate.checkIP(host) !== undefined;
  return (certificate.subjectAltName ?? '').split(', ').includes(`DNS:${host}`);
}
