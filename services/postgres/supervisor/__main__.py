"""The main loop of process 1."""

import os
import select
import signal
import sys
import time

from . import checks, compose, guard, settings as configuration
from .background import Command, Question
from .disk import Disk
from .log import say
from .patroni import Patroni
from .postgres import Postgres
from .stranded import Stranded
from .watch import Watch

#: Time between two checks that no pooler holds its clients for nothing, and of the roles when they are due, in seconds.
UPKEEP = 10.0
#: Time between two looks at the volumes, and at the cluster's own times, in seconds.
DISK = 5.0
#: Longer than a primary takes from the pause of the poolers to its end, in seconds.
HAND_OVER = 15.0


class Supervisor:
    def __init__(self, settings):
        self.settings = settings
        self.patroni = Patroni(settings)
        self.postgres = Postgres(settings)
        dynamic = compose.dynamic(settings)
        patience = configuration.Patience.of(dynamic.get("ttl", 20), dynamic.get("loop_wait", 3))
        self.guard = guard.Guard(patience, time.monotonic())
        self.watch = Watch(settings.config, settings.secrets, settings.tls)
        self.disk = Disk(settings)
        self.stranded = Stranded(settings, self.patroni, time.monotonic())
        self.stopping = False
        #: Whether roles and passwords have to be looked at: at first, after a change of role, and when the Secret changes.
        self.roles_due = True
        self.was_primary = False
        self.postmaster = None
        self.wake = Question(self.patroni.wake)
        self.check = Question(self.patroni.answers)
        #: The cluster's own times may be changed while it runs.
        self.times = Question(self.patroni.times)
        self.hand_over = Question(lambda: self.disk.hand_over(self.patroni, time.monotonic()))
        self.roles = Command(sys.executable, "-m", "supervisor.roles")
        #: This one is the primary, so nobody waits for one; but a replica may be about to come back.
        self.resume = [Command("poolers", "RESUME", "primary"), Command("poolers", "FREE", "replica")]
        self.next_upkeep = self.next_disk = 0.0
        self.signals, writer = os.pipe()
        os.set_blocking(self.signals, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)

    def run(self):
        self.settings.stopping.unlink(missing_ok=True)
        signal.signal(signal.SIGTERM, self.on_stop)
        signal.signal(signal.SIGINT, self.on_stop)
        # Only to be woken when a child ends.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.start_patroni("the container starts")
        while not (self.stopping and self.patroni.pid is None):
            if not self.stopping:
                self.look(time.monotonic())
            self.wait()
            self.reap()
        # Patroni has stopped Postgres; if it could not, it is done here.
        self.postgres.stop()
        say("stopped")

    def wait(self):
        """Until a signal comes, or the next look is due."""
        ready, _, _ = select.select([self.signals], [], [], configuration.TICK)
        if ready:
            os.read(self.signals, 4096)

    def on_stop(self, *_):
        if not self.stopping:
            say("told to stop: Patroni hands over and stops Postgres")
            self.settings.stopping.touch()
        self.stopping = True
        if self.patroni.pid is None:
            return
        # A Patroni that is frozen would not hear it.
        self.patroni.signal(signal.SIGCONT)
        self.patroni.signal(signal.SIGTERM)

    def start_patroni(self, why):
        try:
            compose.write(self.settings, self.disk.full)
        except compose.Unusable as error:
            say(str(error), level="error")
            # That of before will do; at a first start there is none.
            if not self.settings.patroni_file.exists():
                raise SystemExit(4) from error
        self.guard.patroni_started(time.monotonic())
        self.patroni.start()
        say("Patroni is started", why=why, pid=self.patroni.pid)

    def reap(self):
        """Takes leave of every child that has ended: Patroni, the postmaster, and what they left behind."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if self.roles.ended(pid, status):
                self.roles_due = self.roles_due and not self.roles.succeeded
            elif any(command.ended(pid, status) for command in self.resume):
                pass
            elif pid == self.patroni.pid:
                self.patroni.ended(status)
                if not self.stopping:
                    say("Patroni has ended; Postgres goes on", level="error", status=os.waitstatus_to_exitcode(status))
                    self.start_patroni("it has ended")
            elif pid == self.postmaster and not self.stopping:
                # Patroni would see it at its next turn only.
                say("Postgres has ended: Patroni is woken", level="warn", status=os.waitstatus_to_exitcode(status))
                self.wake.start()

    def look(self, now):
        self.postmaster = self.postgres.pid or self.postmaster
        self.guard_patroni(now)
        if self.watch.changed():
            say("configuration, passwords or certificate have changed: Patroni is told")
            self.roles_due = True
            self.configure()
        if now >= self.next_disk:
            self.next_disk = now + DISK
            self.times.start()
            self.look_at_disk(now)
            self.stranded.look(now)
        primary = self.postgres.is_primary()
        if primary and not self.was_primary:
            self.roles_due = True
            self.next_upkeep = now
        self.was_primary = primary
        if primary and now >= self.next_upkeep:
            self.next_upkeep = now + UPKEEP
            self.keep_up()

    def configure(self):
        """Has Patroni read its configuration anew. What cannot be used is left out: it goes on with what it has."""
        try:
            compose.write(self.settings, self.disk.full)
        except compose.Unusable as error:
            say(str(error), level="error")
            return
        self.patroni.reload()

    def guard_patroni(self, now):
        if self.times.answer is not None:
            self.guard.patience = configuration.Patience.of(*self.times.answer)
        if not self.check.busy():
            if self.check.answer:
                self.guard.answered(now)
            self.check.start()
        decision = self.guard.decide(now, self.postgres.is_primary())
        silence = round(self.guard.silence(now), 1)
        if decision == guard.FENCE:
            say("Patroni is silent and the lock runs out: Postgres is ended before another primary is there", level="error", silence=silence)
            self.postgres.kill()
        if decision != guard.NOTHING and self.patroni.pid is not None:
            say("Patroni is silent: it is ended, and started again", level="error", silence=silence)
            self.guard.patroni_started(now)
            self.patroni.signal(signal.SIGKILL)

    def look_at_disk(self, now):
        try:
            self.disk.reserve()
            changed = self.disk.look()
        except OSError as error:
            say("the volumes cannot be looked at", level="error", reason=error.strerror)
            return
        if changed:
            self.configure()
        if self.disk.full and self.was_primary:
            self.hand_over.start()

    def keep_up(self):
        """A primary's upkeep: roles and passwords are right, and no pooler holds its clients for nothing."""
        if self.roles_due:
            self.roles.start()
        if self.settings.poolers and not self.is_handing_over():
            for command in self.resume:
                command.start()

    def is_handing_over(self):
        """Whether the poolers have just been told to hold their clients: they must not be let go before Postgres has stopped."""
        try:
            return time.time() - self.settings.pausing.stat().st_mtime < HAND_OVER
        except OSError:
            return False


def main():
    settings = configuration.read()
    checks.refuse_if_wrong(settings)
    checks.prepare(settings)
    Supervisor(settings).run()


if __name__ == "__main__":
    main()
