"""Small notes that a read leaves behind: they must neither fail the read nor hold it up."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction

# A long import may hold SQLite's write lock for seconds, and somebody who edits a row of
# PostgreSQL's that row; a reader does not wait that long.
WAIT_MS = 100
logger = logging.getLogger(__name__)


def write_aside(what: str, write: Callable[[], object]) -> bool:
    """Run `write` in a transaction of its own; False where the database did not take it now."""
    try:
        with _short_wait(), transaction.atomic():
            _limit_wait()
            write()
    except DatabaseError as error:
        logger.warning("%s was not written now: %s", what, error)
        return False
    return True


def _limit_wait() -> None:
    """PostgreSQL forgets it at the end of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {WAIT_MS:d}")


@contextmanager
def _short_wait() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    usual = int(1000 * connection.settings_dict["OPTIONS"].get("timeout", 5))
    try:
        _set_busy_timeout(WAIT_MS)
        yield
    finally:
        _set_busy_timeout(usual)


def _set_busy_timeout(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds:d}")
