import { randomBytes } from 'node:crypto';
import type { Stage } from '../stage';
import { LEADER, loginOf, names } from '../stack';
import { notYet, there, waitFor } from '../../wait';
import { patience } from '../../context';
import { LIMITS, SPREAD_SECONDS, type Fault } from './fault';

async function replace(stage: Stage, ...keys: readonly string[]): Promise<void> {
  const stringData = Object.fromEntries(keys.map((key) => [key, randomBytes(24).toString('base64url')]));
  await stage.context.kubectl.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name: names.secret }, stringData });
}

export const rotateLogin: Fault = {
  name: 'rotate-login',
  sentence: "a new password for the application's idle login, and a move of the apps to it",
  limits: LIMITS.nothing,
  strike: async (stage) => {
    const { context, load, stack } = stage;
    await stage.mark();
    await replace(stage, 'app-alternate-password');
    const passwordFile = load.passwordFile('app-alternate-password');
    const login = { ...loginOf((key) => load.passwordFile(key)), user: 'app_alternate', passwordFile };
    await waitFor(
      'the new password in every member',
      async () => {
        const digests = await stage.digests('app-alternate-password');
        return new Set(digests).size === 1 ? there(undefined) : notYet(`${new Set(digests).size} different ones`);
      },
      patience(context, SPREAD_SECONDS),
    );
    await waitFor(
      'the new password',
      () =>
        load.ask({ ...LEADER, login, text: 'SELECT 1' }).then(
          () => there(undefined),
          (error: unknown) => notYet(String(error).slice(0, 120)),
        ),
      patience(context, SPREAD_SECONDS),
    );
    await stack.change({ postgres: { alternateUser: true } });
    await context.kubectl.run(['rollout', 'status', `deployment/${names.backend}`, '--timeout=300s'], { seconds: 320 });
    await stack.change({ postgres: { alternateUser: false } });
    return '';
  },
};

export const rotateInner: Fault = {
  name: 'rotate-inner',
  sentence: 'new passwords for replication, Patroni, the superuser and the pooler, then a switchover',
  limits: LIMITS.planned,
  strike: async (stage) => {
    const keys = ['superuser-password', 'replication-password', 'patroni-password', 'pooler-password'];
    await stage.mark();
    await replace(stage, ...keys);
    await waitFor(
      'the new passwords in every pod',
      async () => {
        const digests = (await Promise.all(keys.map((key) => stage.digests(key)))).map((of) => new Set(of).size);
        return digests.every((size) => size === 1) ? there(undefined) : notYet(`${digests.join(', ')} different ones`);
      },
      patience(stage.context, SPREAD_SECONDS),
    );
    // The members meet each other with the new ones: a hand-over needs all of them.
    const { name } = await stage.leader();
    await stage.hold(5);
    const candidate = (await stage.members()).find((member) => member.name !== name)?.name ?? '';
    await stage.switchover(name, candidate);
    return '';
  },
};
