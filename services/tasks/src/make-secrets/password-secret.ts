/** A Secret whose every key holds a password of its own. A key that is there is never changed. */
import type { Secret } from './kubernetes';
import { newPassword } from './password';
import { lacking, UNTOUCHED, type Content, type Decision, type Recipe } from './recipe';
import type { WantedSecret } from './wanted';

export function passwordSecret({ name, keys }: WantedSecret): Recipe {
  return { name, type: 'Opaque', decide: (there) => decide(keys, there), content };
}

function decide(keys: readonly string[], there: Secret | undefined): Decision {
  if (there === undefined) return { outcome: 'created', keys };
  const missing = lacking(there, keys);
  return missing.length === 0 ? UNTOUCHED : { outcome: 'completed', keys: missing };
}

const content = (keys: readonly string[]): Content => ({
  stringData: Object.fromEntries(keys.map((key) => [key, newPassword()])),
});
