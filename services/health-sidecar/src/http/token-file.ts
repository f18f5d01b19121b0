/** The token in a mounted Secret, which is replaced while the sidecar runs. */
import { readFile } from 'node:fs/promises';
import type { Log } from '../log';

/** Longer ones would not fit into the headers that are taken. */
const MAX_LENGTH = 4096;

/**
 * Reads a file again and again: a mounted Secret is swapped by a link two folders above, which watchers of the file do not see.
 * A file that is away, empty or no token closes what needs one.
 */
export class TokenFile {
  private known: string | undefined;
  private problem: string | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly path: string,
    private readonly log: Log,
    private readonly everyMs = 5000,
  ) {}

  /** The token as it was a moment ago. */
  readonly token = (): string | undefined => this.known;

  /** Reads it, and goes on doing so. */
  async start(): Promise<void> {
    await this.read();
    this.timer = setTimeout(() => void this.start(), this.everyMs).unref();
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private async read(): Promise<void> {
    try {
      const text = (await readFile(this.path, 'utf8')).trim();
      const isToken = text.length <= MAX_LENGTH && /^[\x21-\x7e]+$/.test(text);
      this.known = isToken ? text : undefined;
      this.tell(
        isToken ? undefined : 'the file of the token holds no token: one line of printable ASCII without spaces',
      );
    } catch (error) {
      this.known = undefined;
      this.tell(`the file of the token cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
    }
  }

  private tell(problem: string | undefined): void {
    if (problem !== undefined && problem !== this.problem) this.log.warn({ file: this.path }, problem);
    this.problem = problem;
  }
}
