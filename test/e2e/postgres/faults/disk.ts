import { appendFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../../fail';
import type { Stage } from '../stage';
import { LIMITS, type Fault } from './fault';

const MIB = 1024 * 1024;
/** What is left free at once; from there on it fills up. */
const LEFT = 200 * MIB;
const STEP = 8 * MIB;
/** How long it stays full. */
const FULL_SECONDS = 20;

/** The files that fill volumes: for {@link Fault.mend}. */
const fillers = new Set<string>();

export const fillVolume: Fault = {
  name: 'fill-volume',
  sentence: "the leader's data volume fills up, stays full, and is freed",
  limits: LIMITS.kept,
  needsLab: true,
  strike: async (stage) => {
    const { storage } = stage;
    check(storage !== undefined, 'there is no volume that can be full');
    const { name } = await stage.leader();
    const volume = storage.path(`data-${name}`);
    const file = join(volume, 'filler');
    fillers.add(file);
    grow(file, freeOn(volume) - LEFT);
    const before = await stage.timeline();
    await stage.mark();
    while (grow(file, STEP)) await stage.hold(1);
    const timeline = await stage.timeline();
    await stage.newTimeline(before);
    await stage.hold(FULL_SECONDS);
    free();
    return timeline > before ? 'handed over before it was full' : 'handed over when it was full';
  },
  mend: (_stage: Stage) => {
    free();
    return Promise.resolve();
  },
};

const freeOn = (path: string): number => {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
};

/** False when nothing fits any more. */
function grow(file: string, bytes: number): boolean {
  try {
    for (let left = bytes; left > 0; left -= MIB) appendFileSync(file, Buffer.alloc(Math.min(left, MIB), 'x'));
    return true;
  } catch {
    return false;
  }
}

function free(): void {
  for (const file of fillers) rmSync(file, { force: true });
  fillers.clear();
}
