/** What a cgroup has used and may use. What it does not tell is undefined, and so is a limit where there is none. */
export interface Usage {
  /** Seconds of CPU since it was made. */
  readonly cpuSeconds: number | undefined;
  readonly cpuLimitCores: number | undefined;
  /** Scheduling periods in which it wanted to run, since it was made; there are none without a limit. */
  readonly periods: number | undefined;
  /** Of these, the ones in which it was held back. */
  readonly throttledPeriods: number | undefined;
  readonly memoryBytes: number | undefined;
  /** Of this, pages of files that have not been used for a while: the kernel takes them back before anything else. */
  readonly inactiveFileBytes: number | undefined;
  readonly memoryLimitBytes: number | undefined;
}
