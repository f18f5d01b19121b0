/** What is asked for, from the command line. */
import { isIP } from 'node:net';

export interface WantedSecret {
  readonly name: string;
  readonly keys: readonly string[];
}

export interface WantedCertificate {
  readonly name: string;
  /** Host names and IP addresses; at least one. */
  readonly hosts: readonly string[];
}

const NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
const KEY = /^[A-Za-z0-9._-]{1,253}$/;
const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^(?=.{1,253}$)(\\*\\.)?${LABEL}(\\.${LABEL})*$`);

/** The name of an object; undefined when it is none. */
export const parseName = (text: string): string | undefined => (NAME.test(text) ? text : undefined);

/** `NAME:KEY,KEY`; undefined when it is not of that form. */
export function parseSecret(text: string): WantedSecret | undefined {
  const [name = '', list = '', ...rest] = text.split(':');
  const keys = list.split(',');
  return rest.length === 0 && NAME.test(name) && keys.every((key) => KEY.test(key)) ? { name, keys } : undefined;
}

/** `NAME:HOST,HOST`, with IP addresses too; undefined when it is not of that form. */
export function parseCertificate(text: string): WantedCertificate | undefined {
  // At the first one only: there are more in an IPv6 address.
  const at = text.indexOf(':');
  const name = text.slice(0, Math.max(at, 0));
  const hosts = text
    .slice(at + 1)
    .toLowerCase()
    .split(',');
  const good = NAME.test(name) && hosts.every((host) => isIP(host) !== 0 || HOST.test(host));
  return good ? { name, hosts: [...new Set(hosts)] } : undefined;
}

/** `KEY=VALUE`; undefined when it is not of that form. */
export function parseLabel(text: string): readonly [key: string, value: string] | undefined {
  const at = text.indexOf('=');
  return at > 0 ? [text.slice(0, at), text.slice(at + 1)] : undefined;
}
