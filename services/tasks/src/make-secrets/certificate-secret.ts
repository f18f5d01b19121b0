/**
 * A Secret of a certificate and its key. One that somebody else made is never changed; the task's own is renewed before its end,
 * or when it has to name more hosts.
 */
import { TaskFailure } from '../failure';
import { dueFor, fingerprintOf, newCertificate, selfSigned } from './certificate';
import type { Secret } from './kubernetes';
import { lacking, UNTOUCHED, type Content, type Decision, type Recipe } from './recipe';
import type { WantedCertificate } from './wanted';

const TYPE = 'kubernetes.io/tls';
const CERTIFICATE = 'tls.crt';
const KEYS = [CERTIFICATE, 'tls.key'];

/** Which certificate the task put there, by its fingerprint: whoever puts another one there makes it theirs, even if this stays. */
export const OWN_ANNOTATION = 'scaleout.dev/generated-certificate';

export function certificateSecret(wanted: WantedCertificate): Recipe {
  return {
    name: wanted.name,
    type: TYPE,
    decide: (there) => decide(wanted, there),
    content: () => content(wanted),
  };
}

function decide(wanted: WantedCertificate, there: Secret | undefined): Decision {
  if (there === undefined) return { outcome: 'created', keys: KEYS };
  const missing = lacking(there, KEYS);
  if (missing.length === 0) {
    const why = renewalOf(there, wanted.hosts);
    return why === undefined ? UNTOUCHED : { outcome: 'renewed', keys: KEYS, why };
  }
  if (there.type !== TYPE) {
    throw unusable(
      wanted.name,
      `is of the type ${there.type ?? 'Opaque'}, and not ${TYPE}, and lacks ${missing.join(' and ')}`,
    );
  }
  // Half a pair is somebody's: a new one would take it away.
  if (missing.length < KEYS.length) throw unusable(wanted.name, `has no ${missing.join('')}`);
  return { outcome: 'completed', keys: KEYS };
}

/** Why the certificate has to be replaced; undefined when it is good, or not the task's to replace. */
function renewalOf({ metadata, data }: Secret, hosts: readonly string[]): string | undefined {
  const own = metadata.annotations?.[OWN_ANNOTATION];
  if (own === undefined) return undefined;
  const certificate = selfSigned(Buffer.from(data?.[CERTIFICATE] ?? '', 'base64'));
  return certificate?.fingerprint256 === own ? dueFor(certificate, hosts) : undefined;
}

const unusable = (name: string, what: string): TaskFailure =>
  new TaskFailure('SCALE-TASK-006', `the Secret ${name} is to hold a certificate, but it ${what}`);

async function content({ name, hosts }: WantedCertificate): Promise<Content> {
  const { certificate, key } = await newCertificate(name, hosts);
  return {
    stringData: { [CERTIFICATE]: certificate, 'tls.key': key },
    annotations: { [OWN_ANNOTATION]: fingerprintOf(certificate) },
  };
}
