"""One transaction, and once more where the database ended it to break a deadlock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection, transaction

DEADLOCK_DETECTED = "40P01"
Result = TypeVar("Result")
logger = logging.getLogger(__name__)


def in_one_transaction(
    act: Callable[[], Result], *, before_again: Callable[[], object] = lambda: None
) -> Result:
    """Run `act` whole or not at all. PostgreSQL ends one of two transactions that wait for each
    other; then nothing of it has happened, and it is run a second time.

    Inside another transaction that one decides, since all of it is undone. `act` must not go by
    what an earlier run left in memory; `before_again` may put that right.
    """
    if not connection.in_atomic_block:
        try:
            return _whole(act)
        except OperationalError as error:
            if not is_deadlock(error):
                raise
            logger.warning("a deadlock was broken here; trying again")
            before_again()
    return _whole(act)


def _whole(act: Callable[[], Result]) -> Result:
    with transaction.atomic():
        return act()


def is_deadlock(error: Exception) -> bool:
    return getattr(error.__cause__, "sqlstate", None) == DEADLOCK_DETECTED
