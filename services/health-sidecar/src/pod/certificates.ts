/** Certificates that end. */
import { X509Certificate } from 'node:crypto';
import { open } from 'node:fs/promises';
import { sample } from '@scaleout/health-contract';
import { abortable } from '../abortable';
import type { Collector, Reading } from '../collector';
import type { Configuration } from '../configuration';
import { worst, type Part } from './worst';

type Watched = Configuration['certificates'][number];

const DAY_MS = 86_400_000;
/** A bundle of all public authorities has a quarter of that. */
const MOST_BYTES = 1024 * 1024;

/** @param now milliseconds since 1970: certificates end by the clock on the wall */
export function certificatesCollector(watched: readonly Watched[], now: () => number = Date.now): Collector {
  return {
    name: 'certificates',
    // The authorities of an app are those of all its pods: taking every one out of service would be the greater harm.
    scope: 'shared',
    neededAtStart: false,
    async collect(signal): Promise<Reading> {
      const parts = await Promise.all(watched.map((each) => look(each, now(), signal)));
      return { ...worst(parts), facts: { files: parts.map(({ name, facts }) => ({ file: name, ...facts })) } };
    },
  };
}

/** Read anew each time: what is mounted changes when its Secret does. */
async function look({ file, minDays }: Watched, now: number, signal: AbortSignal): Promise<Part> {
  try {
    const ends = firstEndIn(await abortable(signal, read(file)));
    if (ends === undefined) return failed(file, 'has no certificate that can be read');
    const days = (ends - now) / DAY_MS;
    return {
      name: file,
      ...(days <= 0
        ? { status: 'down', reason: 'has ended' }
        : days < minDays
          ? { status: 'degraded', reason: `ends in ${Math.floor(days)} days` }
          : { status: 'ok' }),
      facts: { not_after: new Date(ends).toISOString(), days_left: Math.floor(days * 10) / 10 },
      samples: sample('certificate_not_after_timestamp_seconds', ends / 1000, { file }),
    };
  } catch (error) {
    signal.throwIfAborted();
    const { code } = error as NodeJS.ErrnoException;
    return failed(file, code === 'ENOENT' || code === 'ENOTDIR' ? 'is not there' : 'cannot be read');
  }
}

const failed = (name: string, reason: string): Part => ({
  ...{ name, status: 'down', reason, samples: [] },
  facts: { not_after: null, days_left: null },
});

async function read(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

const EDGE = /-----(?:BEGIN|END) [^-\n]*CERTIFICATE-----/g;
const BLOCK = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;

/**
 * When the first of all certificates in a bundle ends: a server's that is valid is of no use after its authority's is not. Undefined when
 * there is none, or one cannot be read.
 */
export function firstEndIn(pem: string): number | undefined {
  const ends = (pem.match(BLOCK) ?? []).map(endOf);
  // A block whose first or last line is damaged would not be looked at, or would hide the next.
  const isWhole = pem.match(EDGE)?.length === 2 * ends.length;
  return ends.length === 0 || !isWhole || ends.some(Number.isNaN) ? undefined : Math.min(...ends);
}

function endOf(block: string): number {
  try {
    return Date.parse(new X509Certificate(block).validTo);
  } catch {
    return NaN;
  }
}
