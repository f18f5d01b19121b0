"""A member without data that waits for a leader who will not come: the volumes were deleted, and Patroni's state was not."""

import json

from .log import say

#: After this it is said, and said again, in seconds: a first start with all of its members takes less.
PATIENCE = 60.0


class Stranded:
    def __init__(self, settings, patroni, now):
        self.settings = settings
        self.patroni = patroni
        self.told = now

    def look(self, now):
        """Says what to do when there is nothing here, and nobody to copy from."""
        if (self.settings.data / "PG_VERSION").exists():
            self.told = now
        elif now - self.told >= PATIENCE:
            self.told = now
            if not self.has_leader():
                say(
                    "SCALE-POSTGRES-015: there is no data here and no leader to copy it from, but the cluster is known to have had data. Bring "
                    "the volume of another member back. If all of it was deleted on purpose, delete what is known as well: kubectl "
                    f"--namespace {self.settings.namespace} delete endpoints -l scaleout.dev/postgres={self.settings.scope}",
                    level="error",
                )

    def has_leader(self):
        """False only when Patroni says so."""
        status, answer = self.patroni.ask("/cluster")
        try:
            return status != 200 or any("leader" in member["role"] for member in json.loads(answer)["members"])
        except (ValueError, KeyError, TypeError):
            return True
