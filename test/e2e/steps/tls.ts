import { Authority } from '../certificate';
import { patience, type Context, type Group, type Step } from '../context';
import { check } from '../fail';
import { livePods, settled } from '../fleet';
import { deepOf, tokenOf } from '../health';
import { asApp, inMember } from '../psql';
import { second } from '../release';
import { notYet, there, waitFor } from '../wait';

/** Given to the release as its own certificate; whoever takes the release away takes it away too. */
export const TLS_SECRET = 'e2e-tls';
const SERVERS = [
  [`${second.fullname}-postgres`, 5432],
  [`${second.fullname}-pooler`, 6432],
] as const;

/** Whether each of the two is entered, with these words in the connection string. */
const enter = (context: Context, options: string) =>
  Promise.all(SERVERS.map(([host, port]) => inMember(context, second, asApp(host, port, 'SELECT 1', options))));

const tlsInOneStep: Step = {
  sentence: 'TLS that would cut off who is connected is refused',
  run: async (context) => {
    const { code, stderr } = await second.tryUpgrade(
      context,
      `postgres.tls.enabled=true,postgres.tls.existingSecret=${TLS_SECRET}`,
    );
    check(code !== 0 && stderr.includes('SCALE-POSTGRES-016'), `it was not refused: ${stderr}`);
    return 'SCALE-POSTGRES-016';
  },
};

const tlsInTwoSteps: Step = {
  sentence:
    'TLS is offered first, then required, of Postgres and of the pooler, and a client can check whom it talks to',
  run: async (context) => {
    const certificate = await (
      await Authority.make()
    ).secret(
      TLS_SECRET,
      SERVERS.map(([host]) => host),
    );
    await context.kubectl.apply(certificate.object);
    const tls = `postgres.tls.enabled=true,postgres.tls.existingSecret=${TLS_SECRET}`;
    await second.upgrade(context, `${tls},postgres.tls.required=false`);
    await settled(context, second.selector);
    const offered = await enter(context, 'sslmode=disable');
    check(!offered.some((seen) => /error|FATAL/i.test(seen)), `while it is only offered: ${offered.join(', ')}`);
    await second.upgrade(context, 'postgres.tls.required=true');
    // Nothing restarts: it counts once the kubelet has brought the changed files.
    await waitFor(
      'the end of connections without TLS',
      async () => {
        const seen = await enter(context, 'sslmode=disable');
        return seen.every((one) => one.includes('FATAL')) ? there(undefined) : notYet(seen.join(', ').slice(0, 200));
      },
      patience(context, 180),
    );
    const checked = await enter(context, 'sslmode=verify-full sslrootcert=/etc/scaleout/tls/ca.crt');
    check(
      checked.every((seen) => seen === '1'),
      `with TLS: ${checked.join(', ')}`,
    );
    return SERVERS.map(([host]) => host).join(', ');
  },
};

const sidecarsFollow: Step = {
  sentence: 'the sidecars go on seeing Postgres and the pooler, over TLS alone, and watch the authority',
  run: async (context) => {
    const token = await tokenOf(context, second.fullname);
    const [pod] = await livePods(context, `${second.selector},app.kubernetes.io/component=backend`);
    check(pod?.status.podIP !== undefined, 'there is no backend pod');
    const hosts = { app: pod.status.podIP, monitor: `${second.fullname}-monitoring` };
    const wanted = [
      [hosts.app, 'database'],
      [hosts.app, 'certificates'],
      [hosts.monitor, 'replication'],
      [hosts.monitor, 'pooler'],
    ] as const;
    await waitFor(
      'the sidecars',
      async () => {
        const seen = await Promise.all(
          wanted.map(async ([host, name]) => {
            const found = (await deepOf(context, host, token)).components[name];
            return found?.status === 'ok' ? [] : [`${name}: ${found?.status ?? 'none'} ${found?.reason ?? ''}`];
          }),
        );
        const faults = seen.flat();
        return faults.length === 0 ? there(true) : notYet(faults.join(', '));
      },
      patience(context, 120),
    );
    return wanted.map(([, name]) => name).join(', ');
  },
};

/** TLS for the database of the chart. */
export const tls: Group = {
  name: 'tls',
  needs: ['chart-database', 'sidecar'],
  steps: [tlsInOneStep, tlsInTwoSteps, sidecarsFollow],
};
