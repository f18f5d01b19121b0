/** What a collector gave, held against its type: one of somebody else's may give anything, and all answers are made of it. */
import * as z from 'zod';
import { CollectorError, type Collector, type Reading } from './collector';

const reading = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  reason: z.string().optional(),
  facts: z.record(z.string(), z.unknown()).optional(),
  // Each is looked at where it is written: one that cannot be is left out.
  samples: z.array(z.unknown()).optional(),
});

/** The reading, its facts as plain JSON. @throws CollectorError when it is none */
export function soundReading(given: unknown): Reading {
  try {
    const { facts, ...rest } = reading.parse(given) as Reading;
    // What JSON cannot say (circles, BigInt) throws here and not in each answer.
    return facts === undefined ? rest : { ...rest, facts: JSON.parse(JSON.stringify(facts)) as typeof facts };
  } catch (error) {
    throw new CollectorError('its collector gave what is no reading', { cause: error });
  }
}

/** The reading of a run that failed, with what its collector tells then, as far as that is sound. */
export function failedReading({ whenFailed }: Collector, reason: string): Reading {
  const failed = { status: 'down', reason } as const;
  try {
    return soundReading({ ...whenFailed, ...failed });
  } catch {
    return failed;
  }
}
