/** Whom a collector tells of trouble between two of its runs; nobody, until somebody wants to know. */
export class Trouble {
  private listener: (() => void) | undefined;

  /** Takes note of whom to tell, as `onTrouble` of a collector is asked to. */
  readonly listen = (listener: () => void): void => {
    this.listener = listener;
  };

  readonly tell = (): void => {
    this.listener?.();
  };
}
