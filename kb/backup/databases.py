"""Writing a whole database out and putting it back, each engine with its own means."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import subprocess
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kb.backup.errors import CannotKeep

PAGES = 2_000
# Where distributions put what is not on the path.
POSTGRES_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
Step = Callable[[int], object]
HEAD = "SELECT seq, hash FROM kb_publication ORDER BY seq DESC LIMIT 1"
EPOCH = "SELECT epoch FROM kb_logepoch ORDER BY id DESC LIMIT 1"
MIGRATIONS = "SELECT app, max(name) FROM django_migrations GROUP BY app"


@dataclass(frozen=True, slots=True)
class Written:
    """The log as it is in the copy, whatever has been published since."""

    epoch: str
    head: tuple[int, str] | None
    migrations: dict[str, str]


class Database(ABC):
    """`part`: the file's name in the backup."""

    part: str

    @abstractmethod
    def write(self, target: Path, *, without: Sequence[str], step: Step) -> Written:
        """A consistent copy, while others go on writing; the tables `without` are empty in it."""

    @abstractmethod
    def put_back(self, source: Path, *, scratch: Path) -> None:
        """In the place of all that is there, whole or not at all."""


class SQLite(Database):
    part = "database.sqlite3.gz"

    def write(self, target: Path, *, without: Sequence[str], step: Step) -> Written:
        copy = target.with_suffix(".copy")
        _copy_live_file(copy, step=step)
        with closing(sqlite3.connect(copy, isolation_level=None)) as database:
            for table in without:
                database.execute(f'DELETE FROM "{table}"')
            # Else the file would still hold what was deleted, and come up in write-ahead mode.
            database.execute("PRAGMA journal_mode = DELETE")
            database.execute("VACUUM")
            written = Written(
                epoch=str(uuid.UUID(database.execute(EPOCH).fetchone()[0])),
                head=database.execute(HEAD).fetchone(),
                migrations=dict(database.execute(MIGRATIONS)),
            )
        with copy.open("rb") as plain, gzip.open(target, "wb", compresslevel=6) as packed:
            shutil.copyfileobj(plain, packed)
        copy.unlink()
        return written

    def put_back(self, source: Path, *, scratch: Path) -> None:
        """Readers that go on meanwhile see the old content or the new one."""
        plain = scratch / "database.sqlite3"
        with gzip.open(source, "rb") as packed, plain.open("wb") as file:
            shutil.copyfileobj(packed, file)
        with closing(sqlite3.connect(plain)) as copy:
            if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise CannotKeep(_("The database inside the backup is damaged."))
            # A connection that has a statement open cannot be written over.
            connection.close()
            with closing(sqlite3.connect(_place(), timeout=20)) as live:
                copy.backup(live)
        plain.unlink()


def _copy_live_file(copy: Path, *, step: Step) -> None:
    """Through a connection of its own, whose open read keeps one state while others write."""
    with (
        closing(sqlite3.connect(_place(), timeout=20, isolation_level=None)) as live,
        closing(sqlite3.connect(copy)) as target,
    ):
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM django_migrations").fetchone()
        size = live.execute("PRAGMA page_size").fetchone()[0]

        def tell(_status: int, left: int, total: int) -> None:
            tell.done, before = (total - left) * size, tell.done  # type: ignore[attr-defined]
            step(tell.done - before)  # type: ignore[attr-defined]

        tell.done = 0  # type: ignore[attr-defined]
        live.backup(target, pages=PAGES, progress=tell, sleep=0)
        live.execute("COMMIT")


class PostgreSQL(Database):
    part = "database.dump"

    def write(self, target: Path, *, without: Sequence[str], step: Step) -> Written:
        """The dump and what we say of it are of one snapshot."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            written = Written(
                epoch=str(_one(cursor, EPOCH)[0]),
                head=_one(cursor, HEAD) or None,
                migrations=dict(_all(cursor, MIGRATIONS)),
            )
            empty = [f"--exclude-table-data={table}" for table in without]
            _run(
                "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
                f"--snapshot={snapshot}", f"--file={target}", *empty,
            )  # fmt: skip
        step(target.stat().st_size)
        return written

    def put_back(self, source: Path, *, scratch: Path) -> None:
        """Beside what is there, in one transaction; what was there goes when that is done."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            schema = connection.ops.quote_name(cursor.fetchone()[0])
            cursor.execute("DROP SCHEMA IF EXISTS granule_before CASCADE")
            cursor.execute(f"ALTER SCHEMA {schema} RENAME TO granule_before")
            cursor.execute(f"CREATE SCHEMA {schema}")
        try:
            _run(
                "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
                "--no-privileges", f"--dbname={_name()}", str(source),
            )  # fmt: skip
        except CannotKeep:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA {schema} CASCADE")
                cursor.execute(f"ALTER SCHEMA granule_before RENAME TO {schema}")
            raise
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA granule_before CASCADE")


def _place() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _one(cursor: Any, query: str) -> Any:
    cursor.execute(query)
    return cursor.fetchone()


def _all(cursor: Any, query: str) -> Any:
    cursor.execute(query)
    return cursor.fetchall()


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *arguments: str) -> None:
    """The password goes through the environment: other users can read command lines."""
    settings = connection.settings_dict
    named = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    environment = os.environ | {
        variable: str(settings[name]) for name, variable in named.items() if settings.get(name)
    }
    environment["PGDATABASE"] = _name()
    for option in ("sslmode", "sslrootcert", "sslcert", "sslkey"):
        if value := settings.get("OPTIONS", {}).get(option):
            environment[f"PG{option.upper()}"] = str(value)
    command = [find_program(program), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        text = _("%(program)s failed: %(said)s")
        raise CannotKeep(text % {"program": program, "said": done.stderr.strip()[-2000:]})


def find_program(name: str) -> str:
    """On the path, else the newest where packages put it. Raises CannotKeep."""
    if found := shutil.which(name):
        return found
    places = [path for place in POSTGRES_PLACES for path in Path("/").glob(f"{place[1:]}/{name}")]
    if not places:
        text = _("%(program)s was not found: install PostgreSQL's client programs.")
        raise CannotKeep(text % {"program": name})
    return str(max(places, key=lambda path: [int(n) for n in _numbers(path)]))


def _numbers(path: Path) -> list[str]:
    return "".join(c if c.isdigit() else " " for c in str(path)).split()


def current() -> Database:
    """Of the database this process works with. Raises CannotKeep."""
    engines: dict[str, type[Database]] = {"sqlite": SQLite, "postgresql": PostgreSQL}
    if connection.vendor not in engines:
        text = _("There is no backup of %(engine)s databases: use its own means.")
        raise CannotKeep(text % {"engine": connection.vendor})
    return engines[connection.vendor]()
