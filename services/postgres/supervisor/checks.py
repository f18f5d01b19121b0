"""What has to be right before anything touches the data."""

import os

from .log import say


def prepare(settings):
    """The data folder as Postgres takes it. fsGroup lets the group in, which Postgres refuses."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chmod(settings.data, 0o700)
    if settings.wal is not None:
        settings.wal.parent.mkdir(parents=True, exist_ok=True)
        if settings.wal.exists():
            os.chmod(settings.wal, 0o700)


def refusal(settings):
    """Why this image must not run on this data; None when it may."""
    file = settings.data / "PG_VERSION"
    if not file.exists():
        return None
    there = file.read_text().strip()
    if there == settings.major:
        return None
    return (
        f"SCALE-POSTGRES-012: the data was written by PostgreSQL {there}, and this image is {settings.major}. It was not touched. "
        "Go back to the image of before, or move the data to a new cluster as docs/runbooks/postgres.md describes."
    )


def refuse_if_wrong(settings):
    reason = refusal(settings)
    if reason is not None:
        say(reason, level="fatal")
        raise SystemExit(3)
