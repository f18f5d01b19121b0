/** What has to be patched so that Patroni's running configuration becomes the wanted one. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Settings = { readonly [key: string]: Json };

const isMap = (value: Json | undefined): value is Settings =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** As Patroni compares values: by their text in Python, where a truth is `True`. */
function text(value: Json | undefined): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The path below which everything is ours: a parameter that is no longer wanted goes back to its default. */
const OWNED = ['postgresql', 'parameters'];

/**
 * A patch for Patroni's `PATCH /config`; empty when there is nothing to do. Keys that are not wanted are left alone, as others
 * set them (`pause` and `standby_cluster` by people, `slots` by whoever replicates from the cluster), but for the parameters of
 * Postgres.
 */
export function difference(running: Settings, wanted: Settings, path: readonly string[] = []): Settings {
  const patch: Record<string, Json> = {};
  for (const [key, value] of Object.entries(wanted)) {
    const there = Object.hasOwn(running, key) ? running[key] : undefined;
    if (isMap(value) && isMap(there)) {
      const inner = difference(there, value, [...path, key]);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (there === undefined || isMap(there) || isMap(value) || text(there) !== text(value)) patch[key] = value;
  }
  const owned = OWNED.length === path.length && OWNED.every((key, i) => path[i] === key);
  if (owned) for (const key of Object.keys(running)) if (!Object.hasOwn(wanted, key)) patch[key] = null;
  return patch;
}

/** `a.b: 1 -> 2`, for people. */
export function described(running: Settings, patch: Settings, path: readonly string[] = []): string[] {
  return Object.entries(patch).flatMap(([key, value]) => {
    const there = Object.hasOwn(running, key) ? running[key] : undefined;
    const at = [...path, key];
    if (isMap(value) && isMap(there)) return described(there, value, at);
    const shown = (of: Json | undefined) => (of === undefined || of === null ? 'default' : JSON.stringify(of));
    return [`${at.join('.')}: ${shown(there)} -> ${shown(value)}`];
  });
}
