/** What is asked for, from the command line. */

export interface WantedSecret {
  readonly name: string;
  readonly keys: readonly string[];
}

const NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
const KEY = /^[A-Za-z0-9._-]{1,253}$/;

/** The name of an object; undefined when it is none. */
export const parseName = (text: string): string | undefined => (NAME.test(text) ? text : undefined);

/** `NAME:KEY,KEY`; undefined when it is not of that form. */
export function parseSecret(text: string): WantedSecret | undefined {
  const [name = '', list = '', ...rest] = text.split(':');
  const keys = list.split(',');
  return rest.length === 0 && NAME.test(name) && keys.every((key) => KEY.test(key)) ? { name, keys } : undefined;
}

/** `KEY=VALUE`; undefined when it is not of that form. */
export function parseLabel(text: string): readonly [key: string, value: string] | undefined {
  const at = text.indexOf('=');
  return at > 0 ? [text.slice(0, at), text.slice(at + 1)] : undefined;
}
