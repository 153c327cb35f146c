"""Collects the rooms' tasks. They carry no data: look at your outbox."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from channels.delivery import outbox


@shared_task(ignore_result=True)
def send_messages(**_: Any) -> None:
    """A worker of its own sends, so that a slow gateway keeps nothing else waiting."""
    outbox.send_due(now=timezone.now())
