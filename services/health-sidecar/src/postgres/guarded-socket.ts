import { Socket } from 'node:net';

/** A code and a length, which counts itself. */
const HEADER = 5;
/** Far more than is ever asked for. */
const MOST_BYTES = 4 * 1024 * 1024;
/** What may come first: a request to log in, a word about the protocol, an error, a notice. */
const FIRST = new Set(Buffer.from('RvEN'));

/** Errors and notices: lists of texts that end with an empty one, and so with two zeros. */
const LISTS = new Set(Buffer.from('EN'));

/**
 * Finds out whether bytes can be messages of Postgres. Behind a wrong port may be anything, and pg's parser runs for ever at a length of
 * -1 and at an error without an end.
 */
export class Frames {
  private readonly header = Buffer.alloc(HEADER);
  private filled = 0;
  private bodyLeft = 0;
  /** Zeros at the end of the body so far. */
  private zeros = 0;
  private isFirst = true;

  /** Whether all bytes so far are well formed. After a false it is of no use any more. */
  accepts(chunk: Uint8Array): boolean {
    for (let offset = 0; offset < chunk.length;) {
      const rest = chunk.subarray(offset);
      const taken = this.bodyLeft > 0 ? this.body(rest) : this.head(rest);
      if (taken === undefined) return false;
      offset += taken;
    }
    return true;
  }

  private head(chunk: Uint8Array): number | undefined {
    const part = chunk.subarray(0, HEADER - this.filled);
    this.header.set(part, this.filled);
    this.filled += part.length;
    if (this.isFirst && !FIRST.has(this.code)) return undefined;
    if (this.filled < HEADER) return part.length;
    this.filled = 0;
    this.isFirst = false;
    this.zeros = 0;
    this.bodyLeft = this.header.readInt32BE(1) - 4;
    const isWhole = this.bodyLeft > 0 || !LISTS.has(this.code);
    return this.bodyLeft >= 0 && this.bodyLeft <= MOST_BYTES && isWhole ? part.length : undefined;
  }

  private body(chunk: Uint8Array): number | undefined {
    const part = chunk.subarray(0, this.bodyLeft);
    this.bodyLeft -= part.length;
    const last = part.findLastIndex((byte) => byte !== 0);
    this.zeros = part.length - 1 - last + (last === -1 ? this.zeros : 0);
    return this.bodyLeft === 0 && LISTS.has(this.code) && this.zeros < 2 ? undefined : part.length;
  }

  private get code(): number {
    return this.header[0] ?? 0;
  }
}

/** The error of a connection on which something else than Postgres talks. */
export class ForeignProtocolError extends Error {
  override readonly name = 'ForeignProtocolError';
  readonly code = 'FOREIGN_PROTOCOL';
}

/** A socket that ends when what it reads is not what Postgres says, in place of whoever reads from it. */
export class GuardedSocket extends Socket {
  private readonly frames = new Frames();

  /** @param isEncrypted whether other messages than those of Postgres are read, of which only a certificate says whose they are */
  constructor(private readonly isEncrypted: boolean) {
    super();
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event !== 'data') return super.emit(event as 'data', ...(args as [Buffer]));
    const [chunk] = args as [Buffer];
    try {
      if (this.isEncrypted || this.frames.accepts(chunk)) return super.emit('data', chunk);
      throw new ForeignProtocolError('these are no messages of Postgres');
    } catch (error) {
      // pg's parser throws into the socket, where nobody would catch it.
      this.destroy(
        error instanceof ForeignProtocolError ? error : new ForeignProtocolError('broken message', { cause: error }),
      );
      return true;
    }
  }
}
