import { Authority } from '../../certificate';
import { patience } from '../../context';
import type { Values } from '../../faults/release';
import { notYet, there, waitFor } from '../../wait';
import type { Stage } from '../stage';
import { memberAt, names, poolerAt } from '../stack';
import { poolersLeave, rolledOut } from './changes';
import { LIMITS, SPREAD_SECONDS, type Fault } from './fault';

const SECRET = 'e2e-postgres-tls';
let isOn = false;

async function change(stage: Stage, tls: Values): Promise<void> {
  isOn = tls['enabled'] === true;
  await stage.stack.change({ postgres: { tls } });
  await rolledOut(stage.context, `deployment/${names.pooler}`);
  await rolledOut(stage.context, `statefulset/${names.statefulSet}`);
  await stage.whole();
}

/** Waits until every member and every pooler shows the certificate with this fingerprint. */
function shown(stage: Stage, print: string): Promise<void> {
  const { context, load } = stage;
  return waitFor(
    'the certificate',
    async () => {
      const poolers = await context.kubectl.list('pods', names.poolers);
      const servers = [
        ...(await stage.members()).map(({ address }) => memberAt(address)),
        ...poolers.map(({ status }) => poolerAt(status.podIP ?? '')),
      ];
      const prints = await Promise.all(servers.map((at) => load.fingerprint(at).catch(String)));
      const others = prints.filter((one) => one !== print);
      return others.length === 0 ? there(undefined) : notYet(`${others.length} of ${prints.length} show another`);
    },
    patience(context, SPREAD_SECONDS),
  );
}

export const enableTls: Fault = {
  name: 'enable-tls',
  sentence: 'TLS offered, its certificate renewed, and TLS taken away again',
  limits: LIMITS.planned,
  strike: async (stage) => {
    const { kubectl } = stage.context;
    const authority = await Authority.make();
    const hosts = [names.leader, names.replicas, names.pooler, names.poolerReplicas];
    const first = await authority.secret(SECRET, hosts);
    await kubectl.apply(first.object);
    await stage.mark();
    await change(stage, { enabled: true, required: false, existingSecret: SECRET });
    await shown(stage, first.print);
    const second = await authority.secret(SECRET, hosts);
    await kubectl.apply(second.object);
    await shown(stage, second.print);
    await change(stage, { enabled: false });
    await shown(stage, '');
    await poolersLeave(stage);
    return '';
  },
  mend: async (stage) => {
    if (isOn) await change(stage, { enabled: false });
  },
};
