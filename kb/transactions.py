"""One transaction, and again where the database ended it to break a deadlock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection, transaction

DEADLOCK_DETECTED = "40P01"
# Of eight who write without a pause, one in some hundred meets a second deadlock right away.
TRIES = 3
Result = TypeVar("Result")
logger = logging.getLogger(__name__)


def in_one_transaction(
    act: Callable[[], Result], *, before_again: Callable[[], object] = lambda: None
) -> Result:
    """Run `act` whole or not at all. PostgreSQL ends one of two transactions that wait for each
    other; then nothing of it has happened, and it is run again, `TRIES` times in all.

    Inside another transaction that one decides, since all of it is undone. `act` must not go by
    what an earlier run left in memory; `before_again` may put that right.
    """
    for _before_the_last in range(0 if connection.in_atomic_block else TRIES - 1):
        try:
            return _whole(act)
        except (OperationalError, transaction.TransactionManagementError) as error:
            if not may_go_well_again(error):
                raise
            logger.warning("a transaction was broken here (%s); trying again", type(error).__name__)
            before_again()
    return _whole(act)


def _whole(act: Callable[[], Result]) -> Result:
    with transaction.atomic():
        return act()


def may_go_well_again(error: Exception) -> bool:
    """A deadlock; or an error that somebody swallowed on the way, as Wagtail's indexing does with a
    deadlock: what is asked next then fails, and names no cause."""
    if isinstance(error, transaction.TransactionManagementError):
        return True
    return getattr(error.__cause__, "sqlstate", None) == DEADLOCK_DETECTED
