"""Work beside the main loop, one of each kind at a time."""

import subprocess
import threading


class Question:
    """A function that may take its time, such as a request. It must start no process: those are process 1's to reap."""

    def __init__(self, ask):
        self.ask = ask
        self.thread = None
        self.answer = None

    def busy(self):
        return self.thread is not None and self.thread.is_alive()

    def start(self):
        if self.busy():
            return
        self.answer = None
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        try:
            self.answer = self.ask()
        except Exception:  # noqa: BLE001 - no answer, whatever the reason
            self.answer = None


class Command:
    """A program. The main loop reaps it, and tells."""

    def __init__(self, *arguments):
        self.arguments = arguments
        self.process = None
        self.succeeded = False

    def start(self):
        """False when it is still at it."""
        if self.process is not None:
            return False
        self.succeeded = False
        self.process = subprocess.Popen(self.arguments)
        return True

    def ended(self, pid, status):
        """Whether this was it."""
        if self.process is None or self.process.pid != pid:
            return False
        self.process.returncode = status
        self.process = None
        self.succeeded = status == 0
        return True
