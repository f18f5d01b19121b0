import { readFileSync } from 'node:fs';
import { RedisClientError } from './codes';

/** A mounted file whose content changes when the Secret behind it does. */
export class SecretFile {
  #last: string;

  /** @throws RedisClientError when it cannot be read */
  constructor(
    readonly what: string,
    readonly path: string,
  ) {
    try {
      this.#last = this.#read();
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      throw new RedisClientError('SCALE-CLIENT-002', `the ${what} cannot be read from '${path}': ${reason}`);
    }
  }

  /**
   * The content now, without the newline that editors leave at the end. A file that cannot be read for a moment is what it was: this is
   * asked for in the midst of a connection attempt, which could not be made again if it failed here.
   */
  get content(): string {
    try {
      this.#last = this.#read();
    } catch {
      // It is tried again with the next connection.
    }
    return this.#last;
  }

  #read(): string {
    return readFileSync(this.path, 'utf8').replace(/\r?\n$/, '');
  }
}
