/** Follows the members as Patroni sees them. */
import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from './plan';
import type { Member, Sighting } from './report';

const INTERVAL_MS = 200;
const TIMEOUT_MS = 1000;

interface Answer {
  readonly members?: readonly (Member & Readonly<Record<string, unknown>>)[];
}

export class Watch {
  readonly sightings: Sighting[] = [];
  private addresses: string[] = [];

  constructor(
    private readonly patroni: Plan['patroni'],
    private readonly now: () => number,
  ) {}

  async run(stopped: () => boolean): Promise<void> {
    while (!stopped()) {
      const members = await this.look();
      const last = this.sightings.at(-1);
      if (last === undefined || JSON.stringify(last.members) !== JSON.stringify(members))
        this.sightings.push({ at: this.now(), members });
      await sleep(INTERVAL_MS);
    }
  }

  /** Asks the member that answered last, or the next one that does. */
  private async look(): Promise<readonly Member[]> {
    for (let tries = Math.max(1, this.addresses.length); tries > 0; tries -= 1) {
      if (this.addresses.length === 0) this.addresses = await this.resolve();
      const [address] = this.addresses;
      if (address === undefined) break;
      try {
        return await this.ask(address);
      } catch {
        this.addresses.shift();
      }
    }
    return [];
  }

  private async resolve(): Promise<string[]> {
    try {
      return (await lookup(this.patroni.host, { all: true })).map(({ address }) => address);
    } catch {
      return [];
    }
  }

  private async ask(address: string): Promise<readonly Member[]> {
    const host = address.includes(':') ? `[${address}]` : address;
    const response = await fetch(`http://${host}:${this.patroni.port}/cluster`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { members = [] } = (await response.json()) as Answer;
    return members
      .map(({ name, role, state, timeline }) => ({ name, role, state, timeline }))
      .sort((a, b) => a.name.localeCompare(b.name));
  }
}
