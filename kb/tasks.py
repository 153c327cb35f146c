"""The bell's other end. Tasks carry no data: look at your log."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from kb.publication import lane, projections, schedule, window_edges


@shared_task(ignore_result=True)
def ring(**_: Any) -> None:
    """Assemble again what is waiting, then bring every projection to the head."""
    lane.drain()
    projections.catch_up()


@shared_task(ignore_result=True)
def keep_time(**_: Any) -> None:
    """Each minute: scheduled pages, window edges, and whatever a lost bell left undone."""
    now = timezone.now()
    schedule.run(now=now)
    window_edges.record(as_of=now)
    ring()
