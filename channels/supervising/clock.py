"""What the clock does for figures: it has counted what is due, and rests at least twenty times as
long as that took, so that counting is never more than a twentieth of one processor's work.

Nothing that publishes waits for it: with a broker it has a task in the slow worker, without one a
thread beside the clock.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from channels.supervising.counting import count_day, days_due, forget_old
from channels.supervising.days import day_of
from channels.supervising.weeks import sum_weeks
from kb import broker
from kb.alone import alone

EVERY_SECONDS, TIMES_AS_LONG = 60.0, 20.0
# What is left of many days waits for the next look.
A_LOOK_SECONDS = 10.0
logger = logging.getLogger(__name__)
# Tests count when they mean to.
looks_by_itself = True


class _Pace:
    """When this process looks, and when it counts, next."""

    def __init__(self) -> None:
        self.look_at = 0.0
        self.count_at = 0.0
        self.forgot_on: date | None = None
        self.thread: threading.Thread | None = None


_pace = _Pace()


def look(*, now: datetime) -> None:
    """Called every few seconds."""
    if not looks_by_itself or time.monotonic() < _pace.look_at:
        return
    _pace.look_at = time.monotonic() + EVERY_SECONDS
    if broker.is_used():
        from channels.tasks import count_figures

        broker.send(count_figures)
    elif _pace.thread is None or not _pace.thread.is_alive():
        _pace.thread = threading.Thread(target=_count_aside, name="figures", daemon=True)
        _pace.thread.start()


def count_due(*, now: datetime) -> None:
    """Unless this process, or another one on this machine, has just done so."""
    begun = time.monotonic()
    if begun < _pace.count_at:
        return
    with alone("figures") as is_mine:
        if is_mine:
            _count(now=now, until=begun + A_LOOK_SECONDS)
    took = time.monotonic() - begun
    # A little less than the pause between two looks, which would else miss every second one.
    _pace.count_at = begun + max(EVERY_SECONDS * 0.9, took * (1 + TIMES_AS_LONG))


def _count(*, now: datetime, until: float) -> None:
    for day in days_due(now=now):
        count_day(day, now=now)
        if time.monotonic() >= until:
            return
    if _pace.forgot_on != day_of(now):
        forget_old(now=now)
        sum_weeks(now=now)
        _pace.forgot_on = day_of(now)


def _count_aside() -> None:
    try:
        count_due(now=timezone.now())
    except Exception:
        logger.exception("figures were not counted; they are in a minute")
    finally:
        connection.close()
