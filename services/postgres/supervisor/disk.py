"""The guard over the disk: a primary whose volume fills up hands over while it still can; a full volume can still recover."""

import json
import os

from .compose import LAST_CHOICE
from .log import say

MIB = 1024 * 1024
#: Kept back on each volume, to be given up when it is full: Postgres needs room to recover, and people need a moment.
RESERVE = 48 * MIB
#: Below this it is nearly full: a few segments of the write-ahead log, and a checkpoint.
LOW = 96 * MIB
#: Above this it has room again; the distance keeps it from going to and fro.
ENOUGH = 192 * MIB
#: Time between two tries to hand over, in seconds.
PAUSE = 60.0


class Disk:
    def __init__(self, settings, free=None):
        self.settings = settings
        self.free = free or (lambda folder: os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize)
        self.full = False
        self.tried = -PAUSE

    def least(self):
        return min(self.free(volume) for volume in self.settings.volumes)

    def look(self):
        """True when the answer to "is it full" has changed."""
        free = self.least()
        before = self.full
        self.full = free < LOW if not before else free < ENOUGH
        if self.full != before:
            message = "a volume is nearly full: the last choice as primary" if self.full else "there is room again"
            say(message, level="warn" if self.full else "info", free_mib=free // MIB)
        return self.full != before

    def hand_over(self, patroni, now):
        """Asks Patroni for another primary, when a member that streams has room."""
        if now - self.tried < PAUSE:
            return
        self.tried = now
        candidate = self.candidate(patroni)
        if candidate is None:
            say("the volume is nearly full, and no other member has more room", level="error")
            return
        order = {"leader": self.settings.pod, "candidate": candidate}
        status, answer = patroni.ask("/switchover", timeout=30.0, data=order, method="POST")
        say("the volume is nearly full: asked for another primary", level="warn", candidate=candidate, status=status, answer=answer)

    @staticmethod
    def candidate(patroni):
        """The member with room that Patroni would prefer."""
        status, answer = patroni.ask("/cluster")
        if status != 200:
            return None
        members = [member for member in json.loads(answer)["members"] if member.get("state") == "streaming"]
        rank = lambda member: member.get("tags", {}).get("failover_priority", LAST_CHOICE)  # noqa: E731
        with_room = [member for member in members if rank(member) > LAST_CHOICE]
        return max(with_room, key=rank)["name"] if with_room else None

    def reserve(self):
        """Keeps the reserve where there is plenty of room, and gives it up where there is none."""
        for volume in self.settings.volumes:
            file = volume / ".reserve"
            free = self.free(volume)
            if file.exists() and free < RESERVE // 3:
                file.unlink()
                say("a volume is full: its reserve is given up, so that Postgres can recover", level="error")
            elif not file.exists() and free > 2 * ENOUGH:
                with open(file, "wb") as handle:
                    os.posix_fallocate(handle.fileno(), 0, RESERVE)
