/** Writes progress, one line a fact, with the seconds since the start. */
export interface Log {
  readonly say: (line: string) => void;
  readonly heading: (line: string) => void;
}

export function openLog(write: (text: string) => void): Log {
  const begin = performance.now();
  const clock = () => `${Math.round((performance.now() - begin) / 1000)} s`.padStart(6);
  return {
    say: (line) => {
      write(`${clock()}  ${line}\n`);
    },
    heading: (line) => {
      write(`\n${clock()}  ${line}\n`);
    },
  };
}

/** The time since `begin`, a value of `performance.now()`, in whole seconds. */
export const secondsSince = (begin: number): number => Math.round((performance.now() - begin) / 1000);

/** `1 pod`, `2 pods`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`;
