/** A component of several parts is as good as its worst one. */
import type { Sample } from '@scaleout/health-contract';
import type { Reading } from '../collector';

/** One of them: a path, a file. */
export interface Part {
  readonly name: string;
  readonly status: Reading['status'];
  /** Follows its name: `/data is full to 93 %`. */
  readonly reason?: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly samples: readonly Sample[];
}

const ORDER = ['ok', 'degraded', 'down'] as const;

/** Without parts it is ok. */
export function worst(parts: readonly Part[]): Pick<Reading, 'status' | 'reason' | 'samples'> {
  const rank = Math.max(0, ...parts.map(({ status }) => ORDER.indexOf(status)));
  const reasons = parts.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name} ${reason}`]));
  return {
    status: ORDER[rank] ?? 'down',
    ...(reasons.length === 0 ? {} : { reason: reasons.join(', ') }),
    samples: parts.flatMap(({ samples }) => samples),
  };
}
