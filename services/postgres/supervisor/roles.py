"""Roles, database and passwords of the cluster, made true by its primary: `python -m supervisor.roles`.

A password that is right already is left alone: written anew, it would get another salt, and poolers could not log in any more for
clients that they know.
"""

import base64
import hashlib
import hmac
import os
import subprocess
import sys

from . import compose, settings as configuration
from .log import say

ITERATIONS = 4096
SALT_BYTES = 16
# Keys that a Secret of somebody else may not have yet: the role is there then, and nobody can log in as it.
OPTIONAL = ("monitor-password",)


def keys(password, salt, iterations):
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    client = hmac.new(salted, b"Client Key", "sha256").digest()
    return hashlib.sha256(client).digest(), hmac.new(salted, b"Server Key", "sha256").digest()


def verifier(password, salt=None):
    """What Postgres stores in place of a password (RFC 5802), so that the password itself never reaches it."""
    salt = salt or os.urandom(SALT_BYTES)
    parts = [base64.b64encode(part).decode() for part in (salt, *keys(password, salt, ITERATIONS))]
    return f"SCRAM-SHA-256${ITERATIONS}:{parts[0]}${parts[1]}:{parts[2]}"


def matches(password, stored):
    """Whether a stored verifier is one of this password."""
    try:
        kind, rounds, hashes = stored.split("$")
        iterations, salt = rounds.split(":")
        expected = base64.b64decode(hashes.split(":")[0])
        return kind == "SCRAM-SHA-256" and hmac.compare_digest(
            expected, keys(password, base64.b64decode(salt), int(iterations))[0]
        )
    except (AttributeError, ValueError):
        return False


def passwords(settings):
    """Roles, and the files of their passwords."""
    files = {
        "postgres": "superuser-password",
        "standby": "replication-password",
        "rewind": "replication-password",
        "pgbouncer": "pooler-password",
        settings.user: "app-password",
        f"{settings.user}_alternate": "app-alternate-password",
        "monitor": "monitor-password",
    }
    return {role: file for role, file in files.items() if file not in OPTIONAL or compose.has_secret(settings, file)}


def run_sql(settings, file, database):
    command = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1"]
    variables = ["--set", f"user={settings.user}", "--set", f"database={settings.database}"]
    subprocess.run([*command, *variables, "--file", f"/opt/scaleout/sql/{file}", database], check=True)


def set_passwords(settings):
    """Names of the roles whose passwords were changed."""
    import psycopg
    from psycopg import sql

    changed = []
    with psycopg.connect(dbname="postgres", autocommit=True) as connection:
        stored = dict(connection.execute("SELECT rolname, rolpassword FROM pg_authid").fetchall())
        for role, file in passwords(settings).items():
            password = compose.secret(settings, file)
            if role not in stored or matches(password, stored[role]):
                continue
            statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier(password)))
            connection.execute(statement)
            changed.append(role)
    return changed


def main():
    settings = configuration.read()
    try:
        run_sql(settings, "database.sql", "postgres")
        run_sql(settings, "schema.sql", settings.database)
        changed = set_passwords(settings)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again
        reason = str(error) if isinstance(error, compose.Unusable) else type(error).__name__
        say("roles and database are not up to date; tried again", level="error", reason=reason)
        sys.exit(1)
    say("roles and database are up to date", passwords_changed=changed)


if __name__ == "__main__":
    main()
