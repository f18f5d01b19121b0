"""Patroni's configuration, from the cluster's files, the passwords and what is this member's own."""

import json
import os

import yaml

#: The roles whose passwords Patroni uses, and the files that hold them.
PASSWORDS = {"superuser": "superuser-password", "replication": "replication-password", "rewind": "replication-password"}
PATRONI_PASSWORD = "patroni-password"
POOLER_PASSWORD = "pooler-password"


class Unusable(Exception):
    """A file that is not there, or is not what it should be."""


def secret(settings, name):
    try:
        return (settings.secrets / name).read_text().rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(
            f"SCALE-POSTGRES-018: the key {name} of the Secret cannot be read ({type(error).__name__}). What was there before stays in use; "
            "put the key back."
        ) from error


def has_secret(settings, name):
    return (settings.secrets / name).is_file()


def dynamic(settings):
    """The cluster's settings, with the user's parameters over those that are computed."""
    wanted = yaml.safe_load((settings.config / "dynamic.yml").read_text())
    own = json.loads((settings.config / "parameters.json").read_text())
    wanted.setdefault("postgresql", {}).setdefault("parameters", {}).update(own)
    return wanted


#: The priority of a member whose volume is nearly full: it can be promoted, when no other is as far.
LAST_CHOICE = 1


def tags(settings, full):
    """Of two members that are equally far, the lower ordinal is promoted: a roll-out restarts it last. One with a full volume comes after
    all others, but it stays a candidate, and commits may wait for it: all members may be full, as they have the same data."""
    return {"failover_priority": LAST_CHOICE if full else max(LAST_CHOICE + 1, 100 - settings.ordinal)}


def without_tls(postgresql):
    """The certificate comes with the pod. One from before TLS was turned on reads that it is on, and could not start Postgres again."""
    parameters = postgresql.get("parameters", {})
    for name in [name for name in parameters if name == "ssl" or name.startswith("ssl_")]:
        del parameters[name]


def compose(settings, full=False):
    config = yaml.safe_load((settings.config / "patroni.yml").read_text())
    config["name"] = settings.pod
    config["kubernetes"].update(namespace=settings.namespace, pod_ip=settings.address)
    address = f"[{settings.address}]" if ":" in settings.address else settings.address
    rest = config["restapi"]
    rest["connect_address"] = f"{address}:{settings.patroni_port}"
    rest["authentication"]["password"] = secret(settings, PATRONI_PASSWORD)
    postgresql = config["postgresql"]
    postgresql["connect_address"] = f"{address}:{settings.postgres_port}"
    for role, name in PASSWORDS.items():
        postgresql["authentication"][role]["password"] = secret(settings, name)
    if not (settings.tls / "tls.crt").exists():
        without_tls(postgresql)
    config["tags"] = tags(settings, full)
    config["bootstrap"]["dcs"] = dynamic(settings)
    return config


def write(settings, full=False):
    """Writes the configuration and the pooler's password file, each whole or not at all."""
    replace(settings.patroni_file, yaml.safe_dump(compose(settings, full), sort_keys=False))
    password = secret(settings, POOLER_PASSWORD).replace("\\", "\\\\").replace(":", "\\:")
    replace(settings.run / "poolers.pgpass", f"*:*:pgbouncer:pgbouncer:{password}\n")


def replace(path, text):
    fresh = path.with_name(f".{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    os.replace(fresh, path)
