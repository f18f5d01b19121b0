/** Patterns of addresses. nginx does not start with one that is none; and they hold in JSON Schema too, which has no other check. */
import { z } from 'zod';

const within = ({ source }: RegExp): string => source.slice(1, -1);
const V4 = within(z.regexes.ipv4);
const RANGE_V4 = within(z.regexes.cidrv4);

const PART = '[0-9a-f]{1,4}';
/** Eight parts; or fewer, and `::` in place of two others or more: nginx takes it for no single one. */
const V6 = [
  `(${PART}:){7}${PART}`,
  `(${PART}:){1,6}:`,
  ...[1, 2, 3, 4, 5].map((right) => `(${PART}:){1,${6 - right}}(:${PART}){1,${right}}`),
  `:((:${PART}){1,6}|:)`,
].join('|');

const BITS_V6 = '(12[0-8]|1[01][0-9]|[1-9]?[0-9])';
const PORT = '(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})';

/** `10.0.0.0/8`, `fd00::/8`. */
export const RANGE = new RegExp(`^(${RANGE_V4}|(${V6})/${BITS_V6})$`);
/** The same, or a single address. */
export const NETWORK = new RegExp(`^(${V4}|${RANGE_V4}|(${V6})(/${BITS_V6})?)$`);

const SERVER = `(${V4}|\\[(${V6})\\])(:${PORT})?`;
/** `10.0.0.10`, `10.0.0.10:5353 [fd00::10]`, or nothing. */
export const NAME_SERVERS = new RegExp(`^(${SERVER}( ${SERVER})*)?$`);
