"""The bell. It carries no data: look at your log."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone


@shared_task(ignore_result=True)
def ring(**_: Any) -> None:
    """Reassemble what is waiting, then bring every projection to the head."""
    from kb.publication import lane, projections

    lane.drain()
    projections.catch_up()


@shared_task(ignore_result=True)
def keep_time(**_: Any) -> None:
    """Each minute: scheduled pages, window edges, and whatever a lost bell left undone."""
    from kb.publication import window_edges

    call_command("publish_scheduled")
    window_edges.record(as_of=timezone.now())
    ring()
