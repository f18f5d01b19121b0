import { join } from 'node:path';
import type { Context } from '../context';
import { LoadPod } from '../faults/load-pod';
import type { Address, Plan, Question } from './load/plan';
import type { Report, Tick } from './load/report';

/** Where its passwords are. */
const SECRETS = '/etc/scaleout/database';

/** The load on Postgres, and a way to ask a server something. */
export class PostgresLoad extends LoadPod<Plan, Tick, Report> {
  /** Starts it; `secret` holds the passwords. */
  static async start(context: Context, secret: string): Promise<PostgresLoad> {
    return new PostgresLoad(
      ...(await this.run(context, {
        name: 'e2e-postgres-client',
        entry: join(__dirname, 'load', 'main.ts'),
        volumes: { [SECRETS]: { secret: { secretName: secret, defaultMode: 0o440 } } },
        // Asked for only by those who have it.
        external: ['pg-native', 'pg-cloudflare'],
      })),
    );
  }

  /** Asks a server something, beside the load. */
  async ask<Row>(question: Question): Promise<readonly Row[]> {
    return (await this.order('/ask', question, 40)) as readonly Row[];
  }

  /** The fingerprint of a server's certificate; `''` when it has none. */
  fingerprint(address: Address): Promise<string> {
    return this.order('/fingerprint', address) as Promise<string>;
  }

  /** Where the file of a key of the Secret is. */
  passwordFile(key: string): string {
    return `${SECRETS}/${key}`;
  }
}
