/** Values as people read them. The unit is in the name of a fact, as its last word. */

const rounded = (value: number): string =>
  value !== 0 && Math.abs(value) < 10 ? String(Number(value.toPrecision(2))) : String(Math.round(value));

/** A duration in the largest unit of which there are two. */
export function duration(seconds: number): string {
  if (seconds === 0) return '0 s';
  if (seconds < 0.001) return `${rounded(seconds * 1e6)} µs`;
  if (seconds < 1) return `${rounded(seconds * 1000)} ms`;
  const units = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
  ] as const;
  const found = units.find(([size]) => seconds >= 2 * size);
  return found === undefined ? `${rounded(seconds)} s` : `${Math.floor(seconds / found[0])} ${found[1]}`;
}

function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const step = value < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
  return `${rounded(value / 1024 ** step)} ${units[step] ?? ''}`;
}

const BY_UNIT: Readonly<Record<string, (value: number) => string>> = {
  ms: (value) => duration(value / 1000),
  seconds: duration,
  bytes,
  percent: (value) => `${rounded(value)} %`,
  ratio: (value) => `${Number((value * 100).toFixed(1))} %`,
  cores: (value) => `${rounded(value)} cores`,
};

const UNIT = new RegExp(`_(${Object.keys(BY_UNIT).join('|')})$`);

/** The name of a fact without its unit: `lag_bytes` is `lag`, and `hit_ratio` stays what it is. */
export const label = (fact: string): string =>
  fact.replace(/_(ms|seconds|bytes|percent|cores)$/, '').replaceAll('_', ' ');

/** The value of a fact. What is not known says so. */
export function words(fact: string, value: unknown): string {
  if (value === null || value === undefined) return 'not known';
  if (typeof value === 'number') {
    const unit = UNIT.exec(fact)?.[1];
    const inWords = unit === undefined ? undefined : BY_UNIT[unit];
    return inWords === undefined || value < 0 ? Number(value.toFixed(3)).toLocaleString('en') : inWords(value);
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((each) => words(fact, each)).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
