"""What the supervisor works with: the environment of the container, and times that follow from Patroni's own."""

import os
from dataclasses import dataclass
from pathlib import Path

#: Time between two looks, in seconds.
TICK = 0.25
#: Patroni starts within this, in seconds; before that its silence means nothing.
START_GRACE = 15.0


@dataclass(frozen=True)
class Settings:
    scope: str
    pod: str
    namespace: str
    address: str
    database: str
    user: str
    poolers: str
    #: Where the write-ahead log is, when it has a volume of its own.
    wal: Path | None
    config: Path = Path("/etc/scaleout/postgres")
    secrets: Path = Path("/etc/scaleout/secrets")
    tls: Path = Path("/etc/scaleout/tls")
    data: Path = Path("/var/lib/postgresql/data/pgdata")
    run: Path = Path("/run/postgresql")
    major: str = "17"
    patroni_port: int = 8008
    postgres_port: int = 5432
    patroni: tuple = ("patroni",)

    @property
    def patroni_file(self):
        """Patroni's whole configuration, passwords and all: in memory, for this user alone."""
        return self.run / "patroni.yml"

    @property
    def stopping(self):
        """There once the pod goes."""
        return self.run / "stopping"

    @property
    def pausing(self):
        """Touched when the poolers are told to hold the clients of this primary."""
        return self.run / "pausing"

    @property
    def ordinal(self):
        """The number at the end of the pod's name."""
        return int(self.pod.rsplit("-", 1)[1])

    @property
    def volumes(self):
        return [self.data.parent] + ([self.wal.parent] if self.wal else [])


@dataclass(frozen=True)
class Patience:
    """How long a silent Patroni is waited for, in seconds."""

    #: Then Patroni is ended and started again. Postgres goes on.
    restart: float
    #: Then a primary is ended: its lock runs out soon, and another one may be promoted.
    fence: float

    @classmethod
    def of(cls, ttl, loop_wait):
        # The lock may have been renewed a whole loop before the silence began; four seconds are left to end Postgres.
        return cls(restart=max(4.0, loop_wait + 1.0), fence=ttl - loop_wait - 4.0)


def read(env=os.environ):
    """The settings of this container. A variable that is missing is a defect of the pod, and said as such."""
    missing = [name for name in ("POSTGRES_SCOPE", "POD_NAME", "POD_NAMESPACE", "POD_IP") if not env.get(name)]
    if missing:
        raise SystemExit(f"supervisor: not set: {', '.join(missing)}. The pod has to say who it is.")
    wal = env.get("WAL_DIR")
    folders = {
        name: Path(env[variable])
        for name, variable in (
            ("config", "SCALEOUT_CONFIG"),
            ("secrets", "SCALEOUT_SECRETS"),
            ("tls", "SCALEOUT_TLS"),
            ("data", "PGDATA"),
            ("run", "SCALEOUT_RUN"),
        )
        if env.get(variable)
    }
    return Settings(
        scope=env["POSTGRES_SCOPE"],
        pod=env["POD_NAME"],
        namespace=env["POD_NAMESPACE"],
        address=env["POD_IP"],
        database=env.get("APP_DATABASE", "app"),
        user=env.get("APP_USER", "app"),
        poolers=env.get("POOLER_PODS", ""),
        wal=Path(wal) if wal else None,
        patroni_port=int(env.get("PATRONI_PORT", 8008)),
        **folders,
    )
