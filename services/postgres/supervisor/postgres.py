"""The Postgres process, as far as process 1 has to know it."""

import os
import signal
import subprocess


class Postgres:
    def __init__(self, settings):
        self.settings = settings

    @property
    def pid(self):
        """The postmaster, when one runs on this data."""
        try:
            pid = int((self.settings.data / "postmaster.pid").read_text().split("\n", 1)[0])
            return pid if b"postgres" in self.command(pid) else None
        except (OSError, ValueError):
            return None

    @staticmethod
    def command(pid):
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read()

    def is_primary(self):
        """By what is on disk: a hung server is asked nothing."""
        return self.pid is not None and not (self.settings.data / "standby.signal").exists()

    def kill(self):
        """Ends it at once: it must acknowledge nothing more. Its children see that it is gone and end too."""
        pid = self.pid
        if pid is None:
            return False
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def stop(self):
        """An orderly end, for when Patroni is not there to do it."""
        if self.pid is not None:
            subprocess.call(["pg_ctl", "stop", "--pgdata", str(self.settings.data), "--mode", "fast", "--timeout", "60"])
