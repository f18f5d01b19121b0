"""The supervisor as a process, with a program in Patroni's place."""

import os
import signal
import socket
import subprocess
import sys
import time
import unittest
from pathlib import Path

from member import member

HERE = Path(__file__).parent
#: Generous: it only has to end a run that would never end.
PATIENCE = 30.0


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Process(unittest.TestCase):
    def setUp(self):
        self.settings = member(self)
        self.starts = self.settings.run / "starts"
        environment = {
            **os.environ,
            "PATH": f"{HERE / 'stubs'}:{os.environ['PATH']}",
            "STARTS": str(self.starts),
            "PATRONI_PORT": str(free_port()),
            **{"POSTGRES_SCOPE": "shop-postgres", "POD_NAME": "shop-postgres-1", "POD_NAMESPACE": "shop", "POD_IP": "10.0.0.7"},
            **{"SCALEOUT_CONFIG": str(self.settings.config), "SCALEOUT_SECRETS": str(self.settings.secrets)},
            **{"PGDATA": str(self.settings.data), "SCALEOUT_RUN": str(self.settings.run)},
        }
        self.log = open(self.settings.run / "log", "w+")
        self.process = subprocess.Popen([sys.executable, "-m", "supervisor"], env=environment, stdout=self.log, stderr=self.log)
        self.addCleanup(self.end)
        self.patroni = self.started(1)

    def end(self):
        self.process.kill()
        self.process.wait()
        self.log.close()
        for pid in self.pids():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def pids(self):
        return [int(line) for line in self.starts.read_text().split()] if self.starts.exists() else []

    def until(self, what, look):
        end = time.monotonic() + PATIENCE
        while not look():
            if time.monotonic() > end:
                self.fail(f"not seen: {what}\n{(self.settings.run / 'log').read_text()}")
            time.sleep(0.05)

    def started(self, times):
        self.until(f"start {times} of Patroni", lambda: len(self.pids()) >= times)
        return self.pids()[-1]

    def says(self, words):
        self.until(words, lambda: words in (self.settings.run / "log").read_text())

    def test_a_patroni_that_dies_is_started_again(self):
        os.kill(self.patroni, signal.SIGKILL)
        self.assertNotEqual(self.started(2), self.patroni)
        self.says("Postgres goes on")

    def test_one_that_is_frozen_is_ended_and_started_again(self):
        # One that starts may take longer.
        self.until("an answer of Patroni", lambda: self.starts.with_suffix(".asked").exists())
        os.kill(self.patroni, signal.SIGSTOP)
        self.assertNotEqual(self.started(2), self.patroni)
        self.says("Patroni is silent")

    def swap(self, folder):
        """As the kubelet does when it has written changed files."""
        link = folder / "..new"
        link.symlink_to(f"..{time.monotonic_ns()}")
        link.rename(folder / "..data")

    def test_a_key_that_goes_missing_is_told_and_ends_nothing(self):
        before = self.settings.patroni_file.read_text()
        (self.settings.secrets / "replication-password").unlink()
        self.swap(self.settings.secrets)
        self.says("SCALE-POSTGRES-018")
        self.assertIsNone(self.process.poll())
        self.assertEqual(self.settings.patroni_file.read_text(), before)
        os.kill(self.patroni, signal.SIGKILL)
        self.assertNotEqual(self.started(2), self.patroni)

    def test_told_to_stop_it_lets_patroni_end_and_ends(self):
        self.process.terminate()
        self.assertEqual(self.process.wait(PATIENCE), 0)
        self.says("stopped")
        self.assertTrue(self.settings.stopping.exists())
        with self.assertRaises(ProcessLookupError):
            os.kill(self.patroni, 0)

    def test_told_to_stop_it_wakes_a_frozen_patroni(self):
        os.kill(self.patroni, signal.SIGSTOP)
        self.process.terminate()
        self.assertEqual(self.process.wait(PATIENCE), 0)
