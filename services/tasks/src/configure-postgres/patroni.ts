/** A Patroni cluster through its REST interface, whichever members there are. */
import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import type { Settings } from './difference';

export interface Access {
  /** Resolves to every member. */
  readonly host: string;
  readonly port: number;
  readonly passwordFile: string;
}

/** A member as its cluster sees it. */
export interface Member {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly url: string;
  readonly pendingRestart: boolean;
  readonly priority: number;
}

/** A parameter that waits for a restart. */
export type Reasons = Readonly<Record<string, { readonly old_value?: string; readonly new_value?: string }>>;

const QUICK_MS = 5000;
/** A restart or a switchover is answered when it is done. */
const SLOW_MS = 120_000;

/** No member answers, or one refuses. */
export class PatroniError extends Error {
  override readonly name = 'PatroniError';
}

export class Patroni {
  constructor(private readonly access: Access) {}

  /** The configuration as it runs; undefined before there is one. */
  async config(): Promise<Settings | undefined> {
    const { status, body } = await this.anyone('GET', '/config');
    return status === 200 ? (body as Settings) : undefined;
  }

  async patch(patch: Settings): Promise<void> {
    const { status, text } = await this.anyone('PATCH', '/config', patch);
    if (status !== 200) throw new PatroniError(`PATCH /config: ${status} ${text}`);
  }

  async members(): Promise<{ readonly members: readonly Member[]; readonly paused: boolean }> {
    const { status, body, text } = await this.anyone('GET', '/cluster');
    if (status !== 200) throw new PatroniError(`GET /cluster: ${status} ${text}`);
    const { members, pause = false } = body as { members: readonly RawMember[]; pause?: boolean };
    return { members: members.map(memberOf), paused: pause };
  }

  /** Why a member waits for a restart. */
  async reasons(member: Member): Promise<Reasons> {
    const { body } = await this.ask(new URL(member.url).origin, 'GET', '/patroni');
    return (body as { pending_restart_reason?: Reasons } | undefined)?.pending_restart_reason ?? {};
  }

  async restart(member: Member): Promise<void> {
    const { status, text } = await this.ask(
      new URL(member.url).origin,
      'POST',
      '/restart',
      { restart_pending: true },
      SLOW_MS,
    );
    if (status !== 200) throw new PatroniError(`restart of ${member.name}: ${status} ${text}`);
  }

  async switchover(leader: Member, candidate: Member): Promise<void> {
    const { status, text } = await this.ask(
      new URL(leader.url).origin,
      'POST',
      '/switchover',
      { leader: leader.name, candidate: candidate.name },
      SLOW_MS,
    );
    if (status !== 200) throw new PatroniError(`switchover to ${candidate.name}: ${status} ${text}`);
  }

  /** The answer of the first member that gives one. */
  private async anyone(method: string, path: string, data?: object): Promise<Answer> {
    const addresses = await lookup(this.access.host, { all: true }).catch((error: unknown) => {
      throw new PatroniError(`${this.access.host} has no address yet (${(error as { code?: string }).code ?? 'DNS'})`);
    });
    const reasons: string[] = [];
    for (const { address, family } of addresses) {
      const host = family === 6 ? `[${address}]` : address;
      try {
        return await this.ask(`http://${host}:${this.access.port}`, method, path, data);
      } catch (error) {
        reasons.push(`${host}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    throw new PatroniError(`no member answers: ${reasons.join(', ')}`);
  }

  private async ask(
    origin: string,
    method: string,
    path: string,
    data?: object,
    timeoutMs = QUICK_MS,
  ): Promise<Answer> {
    const password = readFileSync(this.access.passwordFile, 'utf8').trim();
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        // Only what changes something is asked for a password; it is not handed around for nothing.
        ...(data === undefined
          ? {}
          : { authorization: `Basic ${Buffer.from(`patroni:${password}`).toString('base64')}` }),
      },
      body: data === undefined ? undefined : JSON.stringify(data),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    return { status: response.status, text, body: parsed(text) };
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: unknown;
}

interface RawMember {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly api_url: string;
  readonly pending_restart?: boolean;
  readonly tags?: { readonly failover_priority?: number; readonly nofailover?: boolean };
}

function memberOf({ name, role, state, api_url: url, pending_restart: pending, tags }: RawMember): Member {
  const priority = tags?.nofailover === true ? 0 : (tags?.failover_priority ?? 1);
  return { name, role, state, url, pendingRestart: pending === true, priority };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
