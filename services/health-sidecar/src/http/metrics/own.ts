/** What is measured of the HTTP side itself. */
import { sample, type Sample } from '@scaleout/health-contract';

/** Counts by two names. */
class Counts {
  private readonly counts = new Map<string, Map<string, number>>();

  add(first: string, second: string): void {
    const inner = this.counts.get(first) ?? new Map<string, number>();
    this.counts.set(first, inner.set(second, (inner.get(second) ?? 0) + 1));
  }

  *[Symbol.iterator](): Generator<readonly [string, string, number]> {
    for (const [first, inner] of this.counts) for (const [second, count] of inner) yield [first, second, count];
  }
}

/** Why something was refused. */
export type RefusedReason = 'connections' | 'pipelining' | 'rate' | 'token';

/** What the server counts as it goes. */
export class OwnCounts {
  private readonly requests = new Counts();
  private readonly refused = new Map<RefusedReason, number>();

  /** `path` is one of those that there are, or `other`: what clients make up is no label. */
  answered(path: string, status: number): void {
    this.requests.add(path, String(status));
  }

  refuse(reason: RefusedReason): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
  }

  samples(of: {
    readonly version: string;
    readonly connections: number;
    readonly isCurrent: boolean | undefined;
  }): Sample[] {
    return [
      ...sample('sidecar_info', 1, { version: of.version }),
      ...sample('sidecar_configuration_current', of.isCurrent, {}),
      ...sample('sidecar_http_connections', of.connections, {}),
      ...[...this.requests].flatMap(([path, status, count]) =>
        sample('sidecar_http_requests_total', count, { path, status }),
      ),
      ...[...this.refused].flatMap(([reason, count]) => sample('sidecar_http_refused_total', count, { reason })),
    ];
  }
}
