"""Where calls are counted: beside the library, so that counting and publishing never wait for each
other. On SQLite that is a file of its own, which makes itself; on PostgreSQL tables of their own,
of which nothing refers to others.

What is in it may be lost without harm: it is in no backup, and begun anew where it is damaged.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from kb.feedback.misses.schema import EVERY_TABLE, VERSIONS, statements

FILE_NAME = "asked.sqlite3"
Row = tuple[Any, ...]
logger = logging.getLogger(__name__)


class StoreBusy(Exception):
    """The store does not take or give anything now: full, locked, or not there."""


class Session(Protocol):
    """Both databases take these statements as they are; `%s` stands for a value."""

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]: ...

    def many(self, statement: str, values: Iterable[Sequence[Any]]) -> None: ...


@contextmanager
def writing(*, wait: float) -> Iterator[Session]:
    """One transaction, whole or not at all; nobody is waited for longer than so many seconds.
    Raises StoreBusy."""
    if connection.vendor == "postgresql":
        with _in_library(wait) as session:
            yield session
        return
    with _in_file(wait, begin="BEGIN IMMEDIATE") as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """One state of everything, while others write. Raises StoreBusy."""
    if connection.vendor == "postgresql":
        with _in_library(1.0) as session:
            yield session
        return
    with _in_file(1.0, begin="BEGIN") as session:
        yield session


def tables_in_library() -> tuple[str, ...]:
    """Those that the library's own database has: none where there is a file."""
    return EVERY_TABLE if connection.vendor == "postgresql" else ()


def place() -> Path:
    return Path(settings.VAR_DIR) / FILE_NAME


class _File:
    def __init__(self, file: sqlite3.Connection) -> None:
        self.file = file

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        return self.file.execute(statement.replace("%s", "?"), values).fetchall()

    def many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        self.file.executemany(statement.replace("%s", "?"), values)


@contextmanager
def _in_file(wait: float, *, begin: str) -> Iterator[Session]:
    try:
        with closing(_open(wait)) as file:
            file.execute(begin)
            yield _File(file)
            file.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise StoreBusy(str(error)) from error
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        _put_aside()
        raise StoreBusy(str(error)) from error
    except OSError as error:
        raise StoreBusy(str(error)) from error


def _open(wait: float) -> sqlite3.Connection:
    place().parent.mkdir(parents=True, exist_ok=True)
    file = sqlite3.connect(place(), timeout=wait, isolation_level=None)
    try:
        if _version(file) < len(VERSIONS):
            _bring_up_to_date(file)
        # A power cut may cost the last counts, never the file.
        file.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        file.close()
        raise
    return file


def _version(file: sqlite3.Connection) -> int:
    return int(file.execute("PRAGMA user_version").fetchone()[0])


def _bring_up_to_date(file: sqlite3.Connection) -> None:
    place().chmod(0o600)
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("BEGIN IMMEDIATE")
    for version in VERSIONS[_version(file) :]:
        for statement in statements(version, vendor="sqlite"):
            file.execute(statement)
    file.execute(f"PRAGMA user_version = {len(VERSIONS):d}")
    file.execute("COMMIT")


def _put_aside() -> None:
    logger.error("%s is damaged: put aside, and begun anew", place())
    for ending in ("-wal", "-shm"):
        place().with_name(FILE_NAME + ending).unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        place().replace(place().with_name(f"{FILE_NAME}.damaged"))


class _Library:
    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        self.cursor.execute(statement, list(values))
        return list(self.cursor.fetchall()) if self.cursor.description else []

    def many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        self.cursor.executemany(statement, [list(one) for one in values])


@contextmanager
def _in_library(wait: float) -> Iterator[Session]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {int(wait * 1000):d}")
            yield _Library(cursor)
    except DatabaseError as error:
        raise StoreBusy(type(error).__name__) from error
