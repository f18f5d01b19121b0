import { ServiceError } from '@scaleout/runtime';
import type { z } from 'zod';

/**
 * What a client sent, once it is known to be what it has to be.
 *
 * @throws ServiceError that says the rule
 */
export function checked<Schema extends z.ZodType>(schema: Schema, given: unknown, rule: string): z.output<Schema> {
  const result = schema.safeParse(given);
  if (!result.success) throw new ServiceError('INVALID_PARAMETER', rule);
  return result.data;
}
