"""The test database: migrated once, copied, and put back after tests that commit, on SQLite or
PostgreSQL. Why it is so: docs/decisions/test-database.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.databases import postgres, sqlite

on_postgres = bool(postgres.server())
_kind = postgres if on_postgres else sqlite


def prepare(*, cache_dir: Path) -> None:
    """A migrated database under the name that Django's test settings give."""
    _kind.prepare(cache_dir=cache_dir)


def address() -> str:
    """DATABASE_URL for a program that a test starts beside itself; it sees what is committed."""
    return _kind.address()


@contextmanager
def another_connection() -> Iterator[Any]:
    """As another process has it."""
    with _kind.another_connection() as other:
        yield other


def keep_copy(name: str) -> None:
    """Of the database as it is now, under a name."""
    _kind.keep_copy(name)


def put_back(name: str) -> None:
    """The database is again what `keep_copy` saw: exact, and below triggers that refuse deletes."""
    _kind.put_back(name)


def copy_for_others(name: str) -> str:
    """DATABASE_URL of a new, migrated database for programs that tests start, besides our own."""
    return _kind.copy_for_others(name, of="fresh")


def only_sqlite(because: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(on_postgres, reason=f"about SQLite itself: {because}")


def only_postgres(because: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        not on_postgres, reason=f"about PostgreSQL itself (make test-servers): {because}"
    )
