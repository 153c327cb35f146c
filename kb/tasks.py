"""The bell's other end. Tasks carry no data: look at your log."""

from __future__ import annotations

import time
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from kb.publication import lane, projections, schedule, window_edges

# Without a broker the bell is heard in the request of whoever publishes; what takes longer is
# left to the clock, which looks every second.
IN_REQUEST_SECONDS = 1.0


@shared_task(ignore_result=True)
def ring(**_: Any) -> None:
    """Bring every projection to the head, and assemble again what is waiting."""
    is_in_request = settings.CELERY_TASK_ALWAYS_EAGER
    work(until=time.monotonic() + IN_REQUEST_SECONDS if is_in_request else None)


@shared_task(ignore_result=True)
def keep_time(**_: Any) -> None:
    """Each minute: scheduled pages, window edges, and whatever a lost bell left undone."""
    now = timezone.now()
    schedule.run(now=now)
    window_edges.record(as_of=now)
    work()


def work(*, until: float | None = None) -> None:
    """What was published goes first, and again after every few answers of the slow lane. After
    `until` (of `time.monotonic`) no more answers are begun."""
    projections.catch_up()
    while lane.is_waiting() and (until is None or time.monotonic() < until):
        lane.drain(limit=lane.BATCH)
        projections.catch_up()
        lane.give_way()
