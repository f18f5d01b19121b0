/** When all was well again, as a row of looks at the cluster tells. */

/** The moment from which a state held until the end; undefined when it did not hold at the end. */
export function lastingFrom<S extends { readonly at: number }>(
  sightings: readonly S[],
  holds: (sighting: S) => boolean,
): number | undefined {
  const last = sightings.findLastIndex((sighting) => !holds(sighting));
  return sightings[last + 1]?.at;
}
