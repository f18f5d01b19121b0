"""The Patroni process, and its REST interface."""

import base64
import json
import os
import signal
import subprocess
import urllib.error
import urllib.request

from . import compose


class Patroni:
    def __init__(self, settings):
        self.settings = settings
        self.process = None

    def start(self):
        # A session of its own: a signal that a terminal or kubectl exec sends to the group does not reach it.
        command = [*self.settings.patroni, str(self.settings.patroni_file)]
        self.process = subprocess.Popen(command, start_new_session=True)

    @property
    def pid(self):
        return self.process.pid if self.process else None

    def ended(self, status):
        """To be told when process 1 has reaped it."""
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.process = None

    def signal(self, number):
        if self.process is not None:
            try:
                os.kill(self.process.pid, number)
            except ProcessLookupError:
                pass

    def reload(self):
        self.signal(signal.SIGHUP)

    def ask(self, path, timeout=1.0, data=None, method=None):
        """(status, body) of a request; (None, reason) when there is no answer."""
        url = f"http://127.0.0.1:{self.settings.patroni_port}{path}"
        request = urllib.request.Request(url, method=method)
        if data is not None:
            request.data = json.dumps(data).encode()
            password = compose.secret(self.settings, compose.PATRONI_PASSWORD)
            request.add_header("Authorization", "Basic " + base64.b64encode(f"patroni:{password}".encode()).decode())
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors="replace")
        except (OSError, ValueError) as error:
            return None, str(error)

    def answers(self):
        """Whether it is there, and its own loop runs: one that stands still for as long as the lock lives says 503."""
        return self.ask("/liveness")[0] == 200

    def times(self):
        """(ttl, loop_wait) that the cluster runs with; None when they cannot be had."""
        status, answer = self.ask("/config")
        if status != 200:
            return None
        config = json.loads(answer)
        return config.get("ttl", 30), config.get("loop_wait", 10)

    def is_primary(self):
        return self.ask("/primary")[0] == 200

    def wake(self):
        """Makes it look at once, not at its next turn: a patch that changes nothing does just that (read in its api.py)."""
        return self.ask("/config", timeout=2.0, data={"scaleout_wake": None}, method="PATCH")
