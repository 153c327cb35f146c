"""Counting reads: in memory while a request is answered, in the database after it, many at once.

A read adds to a number and no more. After a response has left, whoever served it writes what has
come together, at most every half minute; a database that is busy gets it half a minute later. A
process that is killed loses what it had not written: these are numbers to go by, not to bill by.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from django.core.signals import request_finished
from django.db import connection

from channels.aside import write_aside
from channels.reads.models import ReadCount

SECONDS = 30.0
# About 10 MB; further answers go uncounted until the database takes what there is.
MOST_WAITING = 50_000
ROWS = 200
KEPT = timedelta(days=400)
Read = tuple[str, str, str, date]
_waiting: dict[Read, int] = {}
_lock = threading.Lock()
_due = 0.0
_dropped: date | None = None


class Served(Protocol):
    """What was given to a reader, in one channel's words."""

    @property
    def key(self) -> str: ...
    @property
    def locale(self) -> str: ...
    @property
    def channel(self) -> str: ...


def count(served: Served, *, at: datetime) -> None:
    """One more read, by whoever asked for just this answer."""
    read = (served.key, served.locale, served.channel, at.astimezone(UTC).date())
    with _lock:
        if read in _waiting or len(_waiting) < MOST_WAITING:
            _waiting[read] = _waiting.get(read, 0) + 1


def connect() -> None:
    """Called when the app starts."""
    request_finished.connect(_after_request, dispatch_uid="channels-reads")
    atexit.register(_at_exit)


def flush() -> bool:
    """Write what has come together; False where the database did not take it now."""
    global _waiting
    with _lock:
        taken, _waiting = _waiting, {}
    if not taken or write_aside("counts of reads", lambda: _add(taken)):
        return True
    with _lock:
        for read, reads in taken.items():
            _waiting[read] = _waiting.get(read, 0) + reads
    return False


def forget() -> None:
    """For tests, whose databases come and go."""
    _waiting.clear()


def _after_request(**_: Any) -> None:
    global _due
    if _waiting and time.monotonic() >= _due and not connection.in_atomic_block:
        _due = time.monotonic() + SECONDS
        flush()
        _drop_old(datetime.now(UTC).date())


def _drop_old(today: date) -> None:
    """Once a day in each process."""
    global _dropped
    if today != _dropped:
        old = ReadCount.objects.filter(day__lt=today - KEPT)
        if write_aside("old counts of reads", lambda: old._raw_delete(old.db)):
            _dropped = today


def _at_exit() -> None:
    if _waiting:
        flush()
        connection.close()


def _add(reads: Mapping[Read, int]) -> None:
    """In one order everywhere, so that two processes wait for each other and do not lock up."""
    rows = [(*read, number) for read, number in sorted(reads.items())]
    table = ReadCount._meta.db_table
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS):
            some = rows[start : start + ROWS]
            places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(some))
            cursor.execute(
                f"INSERT INTO {table} (key, locale, channel, day, reads) VALUES {places} "
                "ON CONFLICT (key, locale, channel, day) "
                f"DO UPDATE SET reads = {table}.reads + excluded.reads",
                [value for row in some for value in row],
            )
