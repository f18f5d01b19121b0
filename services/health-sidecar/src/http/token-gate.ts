/** Who may see all: whoever sends the token. */
import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * How long the token before is still good when it has been replaced. The kubelet brings a changed Secret to each pod at a time of its own,
 * up to its sync period (a minute) and the life of its cache later; Prometheus or a monitor that reads the same Secret would be refused
 * in between. Longer is of no use, and a token that was replaced because others know it should not live on.
 */
export const OVERLAP_MS = 120_000;

/** `closed`: no token is configured, so none can be good. */
export type Verdict = 'good' | 'closed' | 'absent' | 'wrong';

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();

interface Known {
  readonly token: string;
  readonly digest: Buffer;
}

/** Compares tokens by their digests, so that neither time nor length tells anything of the one that is good. */
export class TokenGate {
  private current: Known | undefined;
  private previous: { readonly digest: Buffer; readonly goodUntil: number } | undefined;

  constructor(
    private readonly token: () => string | undefined,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes in a change. A token that is taken away, and not replaced, is good no longer at once. */
  look(): void {
    const token = this.token();
    if (token === this.current?.token) return;
    this.previous =
      token === undefined || this.current === undefined
        ? undefined
        : { digest: this.current.digest, goodUntil: this.now() + OVERLAP_MS };
    this.current = token === undefined ? undefined : { token, digest: digestOf(token) };
  }

  /** Judges the value of an Authorization header. Other schemes than Bearer count as no token: proxies add such. */
  check(authorization: string | undefined): Verdict {
    this.look();
    if (this.current === undefined) return 'closed';
    const given = /^bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1];
    if (given === undefined) return 'absent';
    const digest = digestOf(given);
    const isCurrent = timingSafeEqual(digest, this.current.digest);
    const isPrevious =
      this.previous !== undefined &&
      timingSafeEqual(digest, this.previous.digest) &&
      this.now() < this.previous.goodUntil;
    return isCurrent || isPrevious ? 'good' : 'wrong';
  }
}
