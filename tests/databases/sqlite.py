"""A SQLite file for each test process, copied from a migrated one that is kept between runs."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.databases.migrations import migrate, state_of_migrations


def prepare(*, cache_dir: Path) -> None:
    """Puts a migrated database where Django looks for it; migrates only where no copy of this
    state of the migrations is kept."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    template = cache_dir / f"{state_of_migrations()}.sqlite3"
    with _one_at_a_time(cache_dir / "lock"):
        if not template.exists():
            for old in cache_dir.glob("*.sqlite3"):
                old.unlink()
            _migrate_into(template)
        target = Path(settings.DATABASES["default"]["TEST"]["NAME"])
        target.write_bytes(template.read_bytes())


def _migrate_into(template: Path) -> None:
    fresh = template.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with migrate() as var_dir, closing(sqlite3.connect(var_dir / "granule.sqlite3")) as database:
        database.execute("VACUUM INTO ?", [str(fresh)])
    fresh.replace(template)


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def address() -> str:
    return f"sqlite:///{connection.settings_dict['NAME']}"


@contextmanager
def another_connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        yield other


def keep_copy(name: str) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(_place(name))) as copy:
        connection.connection.backup(copy)


def put_back(name: str) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(_place(name))) as copy:
        copy.backup(connection.connection)


def copy_for_others(name: str, *, of: str) -> str:
    fresh = _place(name)
    fresh.write_bytes(_place(of).read_bytes())
    return f"sqlite:///{fresh}"


def _place(name: str) -> Path:
    return Path(settings.VAR_DIR) / f"{name}.sqlite3"
