/** Connections by address, kept from one run to the next as long as they are good. */
import { Connection, type Access, type Address, type Call } from './connection';

/** Gives the means to ask a node. */
export interface Nodes {
  /** The connection to a node, new unless there is a good one. @throws CollectorError */
  to(address: Address, signal: AbortSignal): Promise<Call>;
  /** Ends the connection to a node that has failed: whatever was on its way there must not be taken for the next answer. */
  drop(address: Address): void;
  /** Ends those that are not to any of `addresses`. */
  keepOnly(addresses: readonly Address[]): void;
}

const keyOf = ({ host, port, hostname = '' }: Address): string => `${host} ${port} ${hostname}`;

export class Connections implements Nodes {
  private readonly open = new Map<string, Connection>();

  constructor(
    private readonly access: Access,
    private readonly connectMs: number,
    /** Told when a connection ends that was of use a moment ago. */
    private readonly onLoss: () => void = () => undefined,
  ) {}

  async to(address: Address, signal: AbortSignal): Promise<Call> {
    const key = keyOf(address);
    const known = this.open.get(key);
    if (known?.isUsable === true) return known.call;
    this.drop(address);
    const made = await Connection.open(address, this.access, this.connectMs, signal);
    // Another part of the run may have been quicker.
    this.open.get(key)?.destroy();
    this.open.set(key, made);
    made.onLoss(this.onLoss);
    return made.call;
  }

  drop(address: Address): void {
    const key = keyOf(address);
    this.open.get(key)?.destroy();
    this.open.delete(key);
  }

  keepOnly(addresses: readonly Address[]): void {
    const keys = new Set(addresses.map(keyOf));
    for (const [key, connection] of this.open) {
      if (keys.has(key)) continue;
      connection.destroy();
      this.open.delete(key);
    }
  }
}
