"""What the clock does for reading once a day. A failure stops nothing else."""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.utils import timezone

from kb.reading import asking, shifts

logger = logging.getLogger(__name__)
_forgot_on: date | None = None


def run(*, now: datetime) -> None:
    """In the first minute of each day, and when a clock starts."""
    global _forgot_on
    today = timezone.localdate(now)
    if _forgot_on == today:
        return
    try:
        shifts.forget_old(now=now)
        asking.forget_old(now=now)
        _forgot_on = today
    except Exception:
        logger.exception("old readings were not forgotten; it is tried again in a minute")
