/** How a benchmark is run from the command line. */
import type { Command } from 'commander';

/** Runs `main` with the options of the command, and takes away what it raised, however it ends. */
export function runBench<O>(command: Command, main: (options: O) => Promise<void>, raze: () => Promise<void>): void {
  command
    .option('--print', 'print the results only')
    .action(async (options: O) => {
      try {
        await main(options);
      } finally {
        await raze();
      }
    })
    .parseAsync()
    .catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    });
}
