import type { Cluster, Command, Redis } from 'ioredis';
import { RedisClientError } from './codes';
import { redact } from './redact';

/** How much may wait while Redis does not answer. */
export interface WaitingBounds {
  /** How many commands. */
  readonly commands: number;
  /** How long each of them; undefined: as long as it takes. */
  readonly ms: number | undefined;
}

/** A client that is busy is not one that waits: only when the oldest command is older than this, further ones are refused. */
const PATIENCE_MS = 1000;

/**
 * Bounds what waits for Redis. ioredis has no such bound: what is called during an outage is kept, in one of several queues, and while no
 * node at all is there `commandTimeout` does not count either (redis/ioredis#1604). An outage would fill the memory of the app.
 */
export function boundWaiting(client: Cluster | Redis, { commands, ms }: WaitingBounds): void {
  // In the order of their calls, so that the first is the oldest.
  const waiting = new Map<Command, number>();
  const judged = new WeakMap<object, boolean>();
  const send = client.sendCommand.bind(client) as Cluster['sendCommand'];

  const full = (): boolean => {
    if (waiting.size < commands) return false;
    const [oldest] = waiting.values();
    return oldest !== undefined && Date.now() - oldest > PATIENCE_MS;
  };

  client.sendCommand = (command: Command, ...rest: Rest): unknown => {
    // It came out of a queue after its time was over: whoever called it was told that it failed.
    if (command.isSettled) return command.promise;
    if (!waiting.has(command)) {
      // The commands of a pipeline go together; one that was refused alone would keep the others for ever.
      const refused = judge(judged, rest[0], full);
      hideSecrets(command);
      if (refused) {
        const message = `${waiting.size} commands wait for Redis already, the limit is ${commands}`;
        command.reject(new RedisClientError('SCALE-CLIENT-003', message));
        return command.promise;
      }
      waiting.set(command, Date.now());
      if (ms !== undefined) command.setTimeout(ms);
      const settled = () => waiting.delete(command);
      command.promise.then(settled, settled);
    }
    return send(command, ...rest);
  };

  // What waits for a connection that was not there yet would wait on, and keep the process from ending.
  const disconnect = client.disconnect.bind(client);
  client.disconnect = (reconnect = false) => {
    disconnect(reconnect);
    if (reconnect) return;
    for (const command of waiting.keys()) command.reject(new Error('Connection is closed.'));
  };
}

type Rest = Parameters<Cluster['sendCommand']> extends [Command, ...infer Others] ? Others : never;

function judge(judged: WeakMap<object, boolean>, pipeline: object | undefined, full: () => boolean): boolean {
  if (pipeline === undefined) return full();
  const before = judged.get(pipeline);
  if (before !== undefined) return before;
  const now = full();
  judged.set(pipeline, now);
  return now;
}

/** A command that waited for a login that was refused fails with the login's error. */
function hideSecrets(command: Command): void {
  const { reject } = command;
  command.reject = (error) => {
    reject(redact(error));
  };
}
