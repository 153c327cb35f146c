"""A PostgreSQL database for each test process, on the server that `python -m tests.on_postgres`
started; copies are databases too, made and put back with CREATE DATABASE … TEMPLATE."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connection

from tests.databases.migrations import migrate

SERVER = "GRANULE_TEST_POSTGRES"
MIGRATED = "migrated"
MIGRATING = 1


def server() -> str:
    """The address of the server's own database; empty where the tests run on SQLite."""
    return os.environ.get(SERVER, "")


def prepare(*, cache_dir: Path) -> None:
    """Puts a migrated database where Django looks for it; the first process migrates it."""
    with _beside() as database:
        database.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        known = database.execute("SELECT 1 FROM pg_database WHERE datname = %s", [MIGRATED])
        if known.fetchone() is None:
            _migrate(database)
        _copy(database, MIGRATED, settings.DATABASES["default"]["TEST"]["NAME"])


def _migrate(database: psycopg.Connection) -> None:
    new = f"{MIGRATED}_new"
    database.execute(f'DROP DATABASE IF EXISTS "{new}"')
    database.execute(f'CREATE DATABASE "{new}"')
    with migrate(DATABASE_URL=_address_of(new)):
        database.execute(f'ALTER DATABASE "{new}" RENAME TO "{MIGRATED}"')


def address() -> str:
    return _address_of(connection.settings_dict["NAME"])


@contextmanager
def another_connection() -> Iterator[psycopg.Connection]:
    with psycopg.connect(address()) as other:
        yield other


def keep_copy(name: str) -> None:
    connection.close()
    ours = connection.settings_dict["NAME"]
    with _beside() as database:
        # What another thread left open would be in the way.
        database.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s",
            [ours],
        )
        _copy(database, ours, _name_of_copy(name))


def put_back(name: str) -> None:
    connection.close()
    with _beside() as database:
        _copy(database, _name_of_copy(name), connection.settings_dict["NAME"])


def copy_for_others(name: str, *, of: str) -> str:
    with _beside() as database:
        _copy(database, _name_of_copy(of), _name_of_copy(name))
    return _address_of(_name_of_copy(name))


def _name_of_copy(name: str) -> str:
    return f"{connection.settings_dict['NAME']}_{name}"


def _copy(database: psycopg.Connection, source: str, target: str) -> None:
    database.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
    database.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


@contextmanager
def _beside() -> Iterator[psycopg.Connection]:
    """In no database that is copied."""
    with psycopg.connect(server(), autocommit=True) as database:
        yield database


def _address_of(name: str) -> str:
    return urlsplit(server())._replace(path=f"/{name}").geturl()
