"""Collects the rooms' tasks. They carry no data: look at your tables."""

from __future__ import annotations

import time
from typing import Any

from celery import shared_task
from django.utils import timezone

from channels.delivery import outbox
from channels.supervising import clock as supervising

# A task ends after so long, well before it would be ended; the next look goes on.
SECONDS_A_TASK = 120.0


@shared_task(ignore_result=True)
def send_messages(**_: Any) -> None:
    """A worker of its own sends, so that a slow gateway keeps nothing else waiting."""
    until = time.monotonic() + SECONDS_A_TASK
    while outbox.send_due(now=timezone.now()) and time.monotonic() < until:
        pass


@shared_task(ignore_result=True)
def count_figures(**_: Any) -> None:
    """Look at the contacts of today, and of the days that may still change."""
    supervising.count_due(now=timezone.now())
