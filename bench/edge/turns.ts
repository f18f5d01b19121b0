/** One look at one contender. */
import type { Contender, Kind } from './contenders';
import { ask, shake } from './generators';

export interface Turn {
  /** Answers or handshakes a second. */
  readonly rate: number;
  /** The same for each second of its CPU: a figure also where whoever asks was at its limit. */
  readonly perCpuSecond: number;
  /** The part of its core that it used; below all of it, whoever asks was at its limit. */
  readonly busy: number;
  /** Milliseconds; of handshakes there are none, as `s_time` does not say. */
  readonly p50: number;
  readonly p99: number;
}

/** Asks a contender for so many seconds. */
export async function takeTurn(kind: Kind, contender: Contender, seconds: number): Promise<Turn> {
  const url = contender.urls[kind] ?? '';
  const began = performance.now();
  const before = contender.cpu();
  const asked =
    kind === 'tls'
      ? { rate: await shake(Number(new URL(url).port), seconds), p50: NaN, p99: NaN }
      : await ask(url, seconds);
  const elapsed = (performance.now() - began) / 1000;
  const used = contender.cpu() - before;
  contender.tidy();
  return { ...asked, perCpuSecond: (asked.rate * elapsed) / used, busy: used / elapsed };
}
