"""What the clock does for misses each minute. A failure of one stops nothing else."""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.utils import timezone

from kb.feedback.misses import counting
from kb.feedback.misses.following import follow
from kb.feedback.misses.gathering import forget_old, gather, listen
from kb.feedback.misses.store import StoreBusy

logger = logging.getLogger(__name__)
_forgot_on: date | None = None


def run(*, now: datetime) -> None:
    try:
        counting.flush()
        gather(now=now)
        listen(now=now)
        follow(now=now)
        _forget_once_a_day(now)
    except StoreBusy as error:
        logger.warning("misses were not gathered now: %s", error)
    except Exception as error:
        # Words of customers may stand in a message or a traceback.
        logger.error("misses were not gathered: %s", type(error).__name__)


def _forget_once_a_day(now: datetime) -> None:
    """In the first minute of each day, and when a clock starts."""
    global _forgot_on
    today = timezone.localdate(now)
    if _forgot_on != today:
        forget_old(now=now)
        _forgot_on = today
