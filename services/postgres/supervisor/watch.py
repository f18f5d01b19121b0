"""Whether mounted files have changed. The kubelet swaps the link `..data` when it has written all of them anew."""

import os


class Watch:
    def __init__(self, *folders):
        self.folders = folders
        self.seen = self.look()

    def look(self):
        return [self.target(folder) for folder in self.folders]

    @staticmethod
    def target(folder):
        try:
            return os.readlink(folder / "..data")
        except OSError:
            return None

    def changed(self):
        """True once after each change."""
        now = self.look()
        if now == self.seen:
            return False
        self.seen = now
        return True
