/** Follows what the agents of Redis say: the one that acts knows whether anything is left to be done. */
import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../../postgres/load/plan';

const INTERVAL_MS = 1000;
const ANSWER_MS = 1000;

export class AgentsWatch {
  /** What is not well; undefined: nothing. */
  lack: string | undefined = 'nobody has been asked';

  constructor(private readonly agents: Address) {}

  async run(stopped: () => boolean): Promise<void> {
    while (!stopped()) {
      this.lack = await this.look();
      await sleep(INTERVAL_MS);
    }
  }

  private async look(): Promise<string | undefined> {
    try {
      const addresses = await lookup(this.agents.host, { all: true });
      const words = await Promise.all(addresses.map(({ address }) => this.settled(address)));
      if (words.includes(false)) return 'an agent is not done';
      return words.includes(true) ? undefined : 'no agent says that it is settled';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? String(error);
    }
  }

  /** Those that do not act say nothing of it. */
  private async settled(address: string): Promise<boolean | undefined> {
    try {
      const host = address.includes(':') ? `[${address}]` : address;
      const response = await fetch(`http://${host}:${this.agents.port}/state.json`, {
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      return ((await response.json()) as { readonly settled?: boolean }).settled;
    } catch {
      return undefined;
    }
  }
}
