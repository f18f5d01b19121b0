import { firstProcessOf } from '../../faults/processes';
import { LIMITS, type Fault } from './fault';

const POSTMASTER = '$(head -n 1 /var/lib/postgresql/data/pgdata/postmaster.pid)';

/** A signal to Patroni. The class in the pattern keeps the script from finding itself. */
const toPatroni = (signal: string) => `found=
for process in /proc/[0-9]*; do
  case "$(tr '\\0' ' ' <"$process/cmdline" 2>/dev/null)" in
    *bin/patron[i]\\ */patron[i].yml*) kill -${signal} "\${process#/proc/}" && found=yes ;;
  esac
done
[ "$found" = yes ]`;

export const killPostmaster: Fault = {
  name: 'kill-postmaster',
  sentence: 'SIGKILL of the postmaster',
  limits: LIMITS.killed,
  strike: async (stage) => {
    const { name } = await stage.leader();
    await stage.mark();
    await stage.inMember(name, `kill -KILL ${POSTMASTER}`);
    return '';
  },
};

export const freezePatroni: Fault = {
  name: 'freeze-patroni',
  sentence: 'SIGSTOP of Patroni',
  limits: LIMITS.frozen,
  // Longer than the lock lives: an old primary beside a new one would show by then.
  holdSeconds: 30,
  strike: async (stage) => {
    const { name } = await stage.leader();
    await stage.mark();
    await stage.inMember(name, toPatroni('STOP'));
    return '';
  },
};

export const killPatroni: Fault = {
  name: 'kill-patroni',
  sentence: 'SIGKILL of Patroni',
  limits: LIMITS.killed,
  holdSeconds: 20,
  strike: async (stage) => {
    const { name } = await stage.leader();
    await stage.mark();
    await stage.inMember(name, toPatroni('KILL'));
    return '';
  },
};

export const killContainer: Fault = {
  name: 'kill-container',
  sentence: 'SIGKILL of process 1: the container dies',
  limits: LIMITS.killed,
  needsLab: true,
  strike: async (stage) => {
    const { container } = await stage.leader();
    const process_ = firstProcessOf(container);
    await stage.mark();
    process.kill(process_, 'SIGKILL');
    return '';
  },
};
