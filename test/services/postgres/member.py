"""A member's files in a temporary folder."""

import json
import tempfile
from pathlib import Path

from supervisor.settings import Settings

PATRONI = {
    "scope": "shop-postgres",
    "kubernetes": {"labels": {}},
    "restapi": {"authentication": {"username": "patroni"}},
    "postgresql": {"authentication": {role: {} for role in ("superuser", "replication", "rewind")}},
    "bootstrap": {},
}
DYNAMIC = {"ttl": 20, "loop_wait": 3, "postgresql": {"parameters": {"work_mem": "4MB", "jit": "on"}}}
KEYS = ("superuser", "replication", "patroni", "pooler", "app", "app-alternate")


def member(test, parameters=None, pod="shop-postgres-1", address="10.0.0.7", patroni=None, **more):
    """Settings whose files are there until the test ends. Each password is its key's name; `patroni` goes over Postgres' part."""
    holder = tempfile.TemporaryDirectory()
    test.addCleanup(holder.cleanup)
    folders = {name: Path(holder.name) / name for name in ("config", "secrets", "tls", "data", "run")}
    for folder in folders.values():
        folder.mkdir()
    (folders["config"] / "patroni.yml").write_text(json.dumps({**PATRONI, "postgresql": {**PATRONI["postgresql"], **(patroni or {})}}))
    (folders["config"] / "dynamic.yml").write_text(json.dumps(DYNAMIC))
    (folders["config"] / "parameters.json").write_text(json.dumps(parameters or {}))
    for key in KEYS:
        (folders["secrets"] / f"{key}-password").write_text(f"{key}\n")
    own = {"scope": "shop-postgres", "pod": pod, "namespace": "shop", "address": address}
    return Settings(**own, database="app", user="app", poolers="", wal=None, **folders, **more)
