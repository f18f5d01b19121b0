"""The guard over Patroni: a machine without effects of its own. It is told what is seen, and says what to do."""

from .settings import START_GRACE

#: What to do.
NOTHING, RESTART, FENCE = "nothing", "restart", "fence"


class Guard:
    def __init__(self, patience, now):
        self.patience = patience
        self.started = now
        self.heard = now
        self.ever = False
        self.fenced = False

    def patroni_started(self, now):
        self.started = now
        self.ever = False

    def answered(self, now):
        self.heard = now
        self.ever = True
        self.fenced = False

    def silence(self, now):
        return now - self.heard

    def decide(self, now, primary):
        """What the silence until now asks for. Fencing goes first: a Patroni that starts slowly must not delay it."""
        silence = self.silence(now)
        if primary and not self.fenced and silence >= self.patience.fence:
            self.fenced = True
            return FENCE
        grace = self.patience.restart if self.ever else START_GRACE
        if silence >= self.patience.restart and now - self.started >= grace:
            return RESTART
        return NOTHING
